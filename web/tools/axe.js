// axe and the walk by keyboard over every page. Options as of screens.js. Any fault fails, the smallest of axe's too.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { launch } from './browser.js'
import { walk } from './keyboard.js'
import { Tally } from './tally.js'
import { looks_of, option, visit_all } from './visits.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOURS = ['color-contrast', 'link-in-text-block']

/**
 * @param {import('playwright-core').Page} page
 * @param {boolean} colours_alone
 * @returns {Promise<string[]>}
 */
async function axe(page, colours_alone) {
  // Once a document: a page goes from scene to scene.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  return page.evaluate(
    async (only) => {
      /** @typedef {{ id: string, impact: string, help: string, nodes: { html: string, failureSummary: string }[] }} Violation */
      const { axe } = /** @type {Window & typeof globalThis & { axe: { run: (what: Document, how: object) => Promise<{ violations: Violation[] }> } }} */ (window)
      const { violations } = await axe.run(document, { runOnly: only, resultTypes: ['violations'] })
      return violations.map(({ id, impact, help, nodes }) => `axe ${impact} ${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`)
    },
    colours_alone ? { type: 'rule', values: COLOURS } : { type: 'tag', values: TAGS },
  )
}

const locale = option('locale') ?? 'en'
const url = option('url')
const looks = looks_of(option('look'))
const tally = new Tally()
const browser = await launch()
try {
  await visit_all({
    browser,
    url,
    locale,
    looks,
    look_at: async ({ page, look }) => {
      const alone = look.colours_alone === true
      return [...(await axe(page, alone)), ...(alone ? [] : await walk(page))]
    },
    looked: (one, at, of) => tally.add(one, at, of),
  })
} finally {
  await browser.close()
}
tally.end(['axe critical', 'axe serious', 'axe moderate', 'axe minor', 'Tab'])
