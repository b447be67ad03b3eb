import { textIn, type Language } from '../../definitions/common.ts'
import type { Question } from '../../definitions/survey.ts'
import { notApplicable, scaleOf } from '../read-answer.ts'
import { Smiley, Star } from './icons.tsx'
import { endsId, inputId, rowId, rowInputId } from './ids.ts'
import { textsIn } from '../page/texts.ts'

export type ScaleQuestion = Extract<Question, { type: 'nps' | 'ces' | 'rating' | 'matrix' }>
type Style = 'star' | 'smiley' | 'number'

const styleOf = (question: ScaleQuestion): Style => {
  if (question.type !== 'rating') return 'number'
  return question.style === 'smiley' && question.max !== 5 ? 'number' : question.style // there are five faces
}

/** What the lowest and the highest value mean: the survey's words, else ours where the scale has a usual reading. */
export function endsOf(question: ScaleQuestion, language: Language): { low: string; high: string } | null {
  const { ends } = textsIn(language)
  const kind = styleOf(question) === 'smiley' ? 'smiley' : question.type
  const [low, high] = kind === 'nps' || kind === 'ces' || kind === 'smiley' ? ends[kind] : []
  const shown = {
    low: question.low === undefined ? (low ?? '') : textIn(question.low, language),
    high: question.high === undefined ? (high ?? '') : textIn(question.high, language),
  }
  return shown.low === '' && shown.high === '' ? null : shown
}

type Choosing = { name: string; chosen: string | undefined; idOf: (value: string | number) => string }

/** One radio for each value: works with a keyboard, a screen reader and without a script. */
function Values({ question, language, choosing }: { question: ScaleQuestion; language: Language; choosing: Choosing }) {
  const { from, to } = scaleOf(question)
  const values = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const style = styleOf(question)
  const texts = textsIn(language)
  return (
    <div class={`scale ${style} n${values.length}`}>
      {values.map((value) => (
        <label>
          <Radio choosing={choosing} value={value} />
          <span>
            {style === 'number' ? value : style === 'star' ? <Star /> : <Smiley value={value} />}
            {style === 'number' ? null : (
              <b class="unseen">{style === 'star' ? texts.outOf(value, to) : texts.faces[value - 1]}</b>
            )}
          </span>
        </label>
      ))}
    </div>
  )
}

function Radio({ choosing, value }: { choosing: Choosing; value: string | number }) {
  return (
    <input
      type="radio"
      id={choosing.idOf(value)}
      name={choosing.name}
      value={String(value)}
      checked={choosing.chosen === String(value)}
    />
  )
}

function NotApplicable({ language, choosing }: { language: Language; choosing: Choosing }) {
  return (
    <label class="none">
      <Radio choosing={choosing} value={notApplicable} />
      <span>{textsIn(language).notApplicable}</span>
    </label>
  )
}

export type ScaleProps = { question: ScaleQuestion; language: Language; given: ReadonlyMap<string, string[]> }

export function Ends({ question, language }: { question: ScaleQuestion; language: Language }) {
  const ends = endsOf(question, language)
  return ends === null ? null : (
    <p class="ends" id={endsId(question.id)}>
      <span>{ends.low}</span> <span>{ends.high}</span>
    </p>
  )
}

export function Scale({ question, language, given }: ScaleProps) {
  const { id } = question
  const choosing = { name: id, chosen: given.get(id)?.[0], idOf: (value: string | number) => inputId(id, value) }
  return (
    <>
      <Values question={question} language={language} choosing={choosing} />
      <Ends question={question} language={language} />
      {question.notApplicable ? <NotApplicable language={language} choosing={choosing} /> : null}
    </>
  )
}

type MatrixProps = ScaleProps & { question: Extract<Question, { type: 'matrix' }>; isWrong: boolean }

export function Matrix({ question, language, given, isWrong }: MatrixProps) {
  return (
    <>
      {question.rows.map((row) => {
        const name = `${question.id}.${row.value}`
        const idOf = (value: string | number) => rowInputId(question.id, row.value, value)
        const choosing = { name, chosen: given.get(name)?.[0], idOf }
        return (
          <div
            class={isWrong && !given.has(name) ? 'row wrong' : 'row'}
            role="radiogroup"
            aria-labelledby={rowId(question.id, row.value)}
          >
            <p id={rowId(question.id, row.value)}>{textIn(row.text, language)}</p>
            <div>
              <Values question={question} language={language} choosing={choosing} />
              {question.notApplicable ? <NotApplicable language={language} choosing={choosing} /> : null}
            </div>
          </div>
        )
      })}
      <Ends question={question} language={language} />
    </>
  )
}
