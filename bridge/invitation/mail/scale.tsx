import type { Cell, Scale } from './first-question.ts'
import { light } from './style.ts'

const faces = ['😠', '😞', '😐', '😊', '😄'] // of Unicode 6: old mail clients know them all

/** Sizes in px: each row fits a phone of 320 px, and all of it one row of the card on a wide screen. */
const sizes = (count: number) =>
  count > 7
    ? { width: 42, row: Math.ceil(count / 2), kind: 'many' }
    : { width: count > 5 ? 36 : 50, row: count, kind: count > 5 ? 'seven' : 'few' }

/** The first question's answers as links. Two tables side by side, which wrap below each other where they do not fit. */
export function ScaleLinks({ scale, font }: { scale: Scale; font: string }) {
  const { width, row, kind } = sizes(scale.cells.length)
  const rows = [scale.cells.slice(0, row), scale.cells.slice(row)].filter((cells) => cells.length > 0)
  return (
    <>
      <div style="font-size:0;line-height:0">
        {rows.map((cells) => (
          <table role="presentation" align="left" cellpadding="0" cellspacing="2" style="border-collapse:separate">
            <tr>
              {cells.map((cell) => (
                <Answer cell={cell} scale={scale} width={width} kind={kind} font={font} />
              ))}
            </tr>
          </table>
        ))}
      </div>
      <div style="clear:both;font-size:0;line-height:0">&nbsp;</div>
      <Ends scale={scale} font={font} />
    </>
  )
}

type AnswerProps = { cell: Cell; scale: Scale; width: number; kind: string; font: string }

function Answer({ cell, scale, width, kind, font }: AnswerProps) {
  const { style } = scale
  const color = style === 'star' ? light.star : light.text
  const size = style === 'smiley' ? '26px' : '17px;font-weight:600'
  return (
    <td
      class="cell"
      align="center"
      bgcolor={light.cell}
      style={`background:${light.cell};border:1px solid ${light.line};border-radius:8px`}
    >
      <a
        href={cell.url}
        class={`${kind} ${style === 'star' ? 'star' : 'ink'}`}
        aria-label={cell.label}
        title={cell.label}
        style={`display:block;width:${width}px;height:44px;line-height:44px;${font};font-size:${size};color:${color};text-decoration:none;text-align:center`}
      >
        {style === 'smiley' ? faces[cell.value - 1] : style === 'star' ? `${cell.value} ★` : cell.value}
      </a>
    </td>
  )
}

/** On a phone the highest value may stand in a second row, so a number says which end is meant. */
function Ends({ scale, font }: { scale: Scale; font: string }) {
  const { cells, low, high, style } = scale
  if (!low && !high) return null
  const named = (end: string, cell: Cell) => (style === 'number' && end ? `${cell.value} = ${end}` : end)
  const small = `padding:6px 2px 0;${font};font-size:13px;line-height:1.4;color:${light.muted}`
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ends">
      <tr>
        <td class="quiet" style={small}>
          {named(low, cells[0]!)}
        </td>
        <td class="quiet" align="right" style={small}>
          {named(high, cells.at(-1)!)}
        </td>
      </tr>
    </table>
  )
}
