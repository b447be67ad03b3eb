import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brandCss, contrast } from '../../../bridge/survey/page/brand.ts'

type Rgb = Parameters<typeof contrast>[0]
const rgb = (hex: string) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb
const color = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts) => `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`)

describe('a brand’s colour', () => {
  it('can be read on white and on dark screens, whatever it is', () => {
    fc.assert(
      fc.property(color, (given) => {
        const [light, onLight, dark, onDark] = brandCss(given)
          .match(/#[\da-f]{6}/g)!
          .map(rgb) as [Rgb, Rgb, Rgb, Rgb]
        for (const [a, b] of [
          [light, onLight],
          [light, [255, 255, 255] as Rgb],
          [dark, onDark],
          [dark, rgb('#1d2127')],
        ] as const)
          expect(contrast(a, b)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  it('stays as it is when it can be read already', () => {
    expect(brandCss('#0b5cab')).toContain(':root{--accent:#0b5cab;')
    expect(brandCss('#036')).toContain(':root{--accent:#003366;')
  })

  it.each([undefined, '', 'red', '#12345', '#0b5cab}</style>', 'url(x)', '#GGGGGG'])('%s is not believed', (given) => {
    expect(brandCss(given)).toBe('')
  })

  it('is measured as WCAG does', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBe(21)
    expect(contrast(rgb('#767676'), [255, 255, 255])).toBeCloseTo(4.54, 2)
  })
})
