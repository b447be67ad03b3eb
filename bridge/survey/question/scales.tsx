import { endsOf, scaleOf, scaleWords, styleOf, type ScaleQuestion } from '../../definitions/answers/scale.ts'
import { textIn, type Language } from '../../definitions/common.ts'
import { notApplicable } from '../read-answer.ts'
import { Smiley, Star } from './icons.tsx'
import { endsId, inputId, rowId, rowInputId } from './ids.ts'
import { textsIn } from '../page/texts.ts'

type Choosing = { name: string; chosen: string | undefined; idOf: (value: string | number) => string }

/** One radio for each value: works with a keyboard, a screen reader and without a script. */
function Values({ question, language, choosing }: { question: ScaleQuestion; language: Language; choosing: Choosing }) {
  const { from, to } = scaleOf(question)
  const values = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const style = styleOf(question)
  const { outOf, faces } = scaleWords[language]
  return (
    <div class={`scale ${style} n${values.length}`}>
      {values.map((value) => (
        <label>
          <Radio choosing={choosing} value={value} />
          <span>
            {style === 'number' ? value : style === 'star' ? <Star /> : <Smiley value={value} />}
            {style === 'number' ? null : <b class="unseen">{style === 'star' ? outOf(value, to) : faces[value - 1]}</b>}
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

type ScaleProps = { question: ScaleQuestion; language: Language; given: ReadonlyMap<string, string[]> }

/** True when something is said of the lowest or the highest value. */
export function hasEnds(question: ScaleQuestion, language: Language): boolean {
  const { low, high } = endsOf(question, language)
  return low !== '' || high !== ''
}

function Ends({ question, language }: { question: ScaleQuestion; language: Language }) {
  const { low, high } = endsOf(question, language)
  return hasEnds(question, language) ? (
    <p class="ends" id={endsId(question.id)}>
      <span>{low}</span> <span>{high}</span>
    </p>
  ) : null
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

type MatrixProps = ScaleProps & { question: Extract<ScaleQuestion, { type: 'matrix' }>; isWrong: boolean }

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
