/** How the asking company shows itself; what is left out is not shown. `controller`: who is responsible for the data, and where. */
export type Brand = { name?: string | undefined; color?: string | undefined; controller?: string | undefined }

type Rgb = [number, number, number]

const onLight = { paper: [255, 255, 255], ink: [255, 255, 255] } satisfies Record<string, Rgb>
const onDark = { paper: [29, 33, 39], ink: [13, 17, 23] } satisfies Record<string, Rgb>
/** WCAG asks for 4.5; the rest is room for tinted backgrounds. */
const minContrast = 5.2

/**
 * The rules that put a brand's colour in place, or '' to keep ours. A colour that would be hard to read is made darker
 * (or lighter, on dark screens) until text on it, and it as text, can be read.
 */
export function brandCss(color: string | undefined): string {
  const rgb = parseColor(color)
  if (!rgb) return ''
  const light = readable(rgb, onLight.paper, [0, 0, 0])
  const dark = readable(rgb, onDark.paper, [255, 255, 255])
  return (
    `:root{--accent:${hex(light)};--on-accent:${hex(onLight.ink)}}` +
    `@media(prefers-color-scheme:dark){:root{--accent:${hex(dark)};--on-accent:${hex(onDark.ink)}}}`
  )
}

/** `#rgb` or `#rrggbb`; anything else would end up in a style sheet unread. */
function parseColor(color: string | undefined): Rgb | null {
  const found = /^#(?:([\da-f]{2})([\da-f]{2})([\da-f]{2})|([\da-f])([\da-f])([\da-f]))$/i.exec(color ?? '')
  if (!found) return null
  const parts = found.slice(1).filter((part) => part !== undefined)
  return parts.map((part) => parseInt(part.length === 1 ? part + part : part, 16)) as Rgb
}

function readable(color: Rgb, paper: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step < 20; step++) {
    const mixed = color.map((part, index) => Math.round(part + ((towards[index]! - part) * step) / 20)) as Rgb
    if (contrast(mixed, paper) >= minContrast) return mixed
  }
  return towards
}

/** WCAG 2.2, "contrast ratio". */
export function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const hex = (color: Rgb): string => `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
