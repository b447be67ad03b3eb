/** One file that is not the same on both sides. */
export type Change = { path: string; kind: 'new' | 'changed' | 'only there'; lines: string[] }

/**
 * What would change in `before` if it became `after`, file by file, each with its changed lines as `- old` and `+ new`.
 * @param after what is not named there stays in `before`: documents are never removed from a bridge
 */
export function changesOf(before: Map<string, string>, after: Map<string, string>): Change[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.flatMap((path): Change[] => {
    const [old, young] = [before.get(path), after.get(path)]
    if (old === young) return []
    if (old === undefined) return [{ path, kind: 'new', lines: linesIn(young!).map((line) => `+ ${line}`) }]
    if (young === undefined) return [{ path, kind: 'only there', lines: [] }]
    return [{ path, kind: 'changed', lines: hunks(linesIn(old), linesIn(young)) }]
  })
}

const linesIn = (text: string): string[] => text.replace(/\n$/, '').split('\n')
const around = 2 // unchanged lines shown beside a change

/** The lines that differ with those around them; `…` stands for what is left out. */
function hunks(old: string[], young: string[]): string[] {
  const marked = compare(old, young)
  const isNear = marked.map((_, at) =>
    marked.slice(Math.max(0, at - around), at + around + 1).some((line) => line[0] !== ' '),
  )
  return marked.flatMap((line, at) => (isNear[at] ? [line] : isNear[at - 1] ? ['  …'] : []))
}

/** Along the longest common subsequence of lines. Documents are a few hundred lines long. */
function compare(old: string[], young: string[]): string[] {
  const common = Array.from({ length: old.length + 1 }, () => new Uint32Array(young.length + 1))
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = young.length - 1; j >= 0; j--)
      common[i]![j] =
        old[i] === young[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
  const lines: string[] = []
  for (let i = 0, j = 0; i < old.length || j < young.length;) {
    if (i < old.length && j < young.length && old[i] === young[j]) lines.push(`  ${old[i++]}`, ...(j++, []))
    else if (j >= young.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!))
      lines.push(`- ${old[i++]}`)
    else lines.push(`+ ${young[j++]}`)
  }
  return lines
}
