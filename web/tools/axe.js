// axe and the walk by keyboard over every page. Options as of screens.js.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { launch } from './browser.js'
import { walk } from './keyboard.js'
import { LOOKS, option, visits } from './visits.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function axe(page) {
  await page.evaluate(AXE)
  return page.evaluate(async (tags) => {
    /** @typedef {{ id: string, impact: string, help: string, nodes: { html: string, failureSummary: string }[] }} Violation */
    const { axe } = /** @type {Window & typeof globalThis & { axe: { run: (what: Document, how: object) => Promise<{ violations: Violation[] }> } }} */ (window)
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.map(({ id, impact, help, nodes }) => `axe ${impact} ${id}: ${help}\n    ${nodes.map(({ html }) => html).join('\n    ')}`)
  }, RULES)
}

const locale = option('locale') ?? 'en'
const url = option('url')
const browser = await launch()
/** @type {string[]} */
const wrong = []
let looked_at = 0
try {
  for (const look of LOOKS) {
    for await (const { name, page, faults } of visits(browser, url, locale, look)) {
      const found = [...faults, ...(await axe(page)), ...(await walk(page))]
      wrong.push(...found.map((fault) => `${name} ${look.look}: ${fault}`))
      looked_at += 1
    }
  }
} finally {
  await browser.close()
}
for (const line of wrong) console.error(line)
console.log(`${looked_at} pages looked at, ${wrong.length} faults`)
process.exitCode = wrong.length === 0 && looked_at > 0 ? 0 : 1
