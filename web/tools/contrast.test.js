// Colours of src/ui/tokens.css against each other, in light and dark, by the formula of WCAG 2.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, '..', 'src', 'ui', 'tokens.css'), 'utf8')

/** @param {string} selector the text before a block @returns {Record<string, string>} */
function colours(selector) {
  const from = CSS.indexOf(selector)
  const block = CSS.slice(from, CSS.indexOf('}', from))
  /** @type {Record<string, string>} */
  const found = {}
  for (const [, name, value] of block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) if (name !== undefined && value !== undefined) found[name] = value
  return found
}

/** @param {string} colour */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const AAA = 7
const AA = 4.5
const SEEN = 3

/** Times, headings and the one large action: AAA. All other text: AA. Borders of what can be used: 3. @type {[string, string, number][]} */
const PAIRS = [
  ['ink', 'ground', AAA],
  ['ink', 'surface', AAA],
  ['ink', 'surface-sunk', AAA],
  ['on-accent', 'accent', AAA],
  ['on-accent', 'accent-hover', AAA],
  ['ink', 'warn-ground', AAA],
  ['ink', 'bad-ground', AAA],
  ['ink-quiet', 'ground', AA],
  ['ink-quiet', 'surface', AA],
  ['ink-quiet', 'surface-sunk', AA],
  ['ink-quiet', 'warn-ground', AA],
  ['ink-quiet', 'bad-ground', AA],
  ['link', 'ground', AA],
  ['link', 'surface', AA],
  ['good', 'good-ground', AA],
  ['warn', 'warn-ground', AA],
  ['bad', 'bad-ground', AA],
  ['bad', 'ground', AA],
  ['on-danger', 'danger', AA],
  ['on-danger', 'danger-hover', AA],
  ['on-alarm', 'alarm', AA],
  ['line-strong', 'surface', SEEN],
  ['line-strong', 'ground', SEEN],
  ['focus', 'ground', SEEN],
  ['focus', 'surface', SEEN],
  ['accent', 'surface', SEEN],
]

const LIGHT = colours(':root {')
const THEMES = { light: LIGHT, 'dark by the system': { ...LIGHT, ...colours(":root:not([data-theme='light'])") }, 'dark by choice': { ...LIGHT, ...colours(":root[data-theme='dark']") } }

for (const [theme, values] of Object.entries(THEMES)) {
  test.each(PAIRS)(`${theme}: %s on %s`, (one, other, wanted) => {
    expect(contrast(values[one] ?? '', values[other] ?? '')).toBeGreaterThanOrEqual(wanted)
  })
}

test('both ways to dark are one', () => {
  expect(THEMES['dark by the system']).toEqual(THEMES['dark by choice'])
  expect(THEMES['dark by choice']).not.toEqual(LIGHT)
})
