/** Where `fields` is empty, the text names the field: by its API name, or by the label of a picklist or text field. */
const fieldTexts = [
  /^Required fields are missing: \[([^\],]+)/,
  /^No such column '([^']+)'/,
  /Unable to create\/update fields: ([^,.]+)/,
  /^duplicate value found: (?!<unknown>)(\S+) duplicates/,
  /external ID field does not exist or is not accessible: (\S+)/,
  /not found for field (\S+) in entity/,
  /^([^:]{1,80}): (?:bad value for restricted picklist|data value too large|id value of incorrect type|invalid email)/,
]

/** The field that an error is about, where only its text says so. */
export function fieldIn(message: string): string | null {
  const text = sentence(message)
  for (const pattern of fieldTexts) {
    const found = pattern.exec(text)?.[1]
    if (found) return found.trim().slice(0, 80)
  }
  return null
}

/** One line of at most 200 characters; of a page only its title. */
export function cleaned(text: string): string {
  const page = /<(!doctype|html|head|body)/i.test(text.slice(0, 1000))
  const short = page ? `a web page: ${/<title>([^<]*)/i.exec(text)?.[1] ?? 'without title'}` : sentence(text)
  return short.replace(/\s+/g, ' ').trim().slice(0, 200)
}

/** A hint with the names of object and field in their places. */
export function filled(hint: string, object = 'the object', field: string | null): string {
  const name = field === null ? `the field of ${object}` : `${object}.${field}`
  return hint.replaceAll('{field}', name).replaceAll('{object}', object)
}

/** A query's error begins with the query itself, which may hold addresses of people. */
const sentence = (text: string): string => /ERROR at Row:\d+:Column:\d+\s*([\s\S]*)/.exec(text)?.[1] ?? text

/** What is no JSON is nothing: the schemas that read it say so. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
