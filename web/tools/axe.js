// axe and the walk by keyboard over every scene, in light and dark. `npm run axe [-- NAME …]`
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { chosen, launch, open_scene, scenes_of, serve_gallery, watch } from './browser.js'
import { walk } from './keyboard.js'

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

const { base, close } = await serve_gallery()
const browser = await launch()
/** @type {string[]} */
const wrong = []
let looked_at = 0
try {
  for (const [theme, width] of /** @type {const} */ ([['light', 1280], ['dark', 1280], ['light', 320]])) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    const faults = await watch(page)
    const look = { locale: 'en', theme }
    for (const scene of chosen(await scenes_of(page, base, look.locale))) {
      await open_scene(page, base, scene, look)
      const found = await axe(page)
      found.push(...(await walk(page)), ...faults.splice(0))
      wrong.push(...found.map((fault) => `${scene.name} ${theme} ${width}: ${fault}`))
      looked_at += 1
    }
    await page.close()
  }
} finally {
  await browser.close()
  close()
}
for (const line of wrong) console.error(line)
console.log(`${looked_at} pages looked at, ${wrong.length} faults`)
process.exitCode = wrong.length === 0 && looked_at > 0 ? 0 : 1
