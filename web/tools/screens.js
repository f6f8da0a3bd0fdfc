// Pictures of every page, light, dark and 320 px wide, into screens/.
// `npm run screens [-- NAME …] [--locale fr] [--url http://north.localhost:8080/desk/]`
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { launch } from './browser.js'
import { LOOKS, option, visits } from './visits.js'

const locale = option('locale') ?? 'en'
const url = option('url')
const folder = join(import.meta.dirname, '..', 'screens')
mkdirSync(folder, { recursive: true })

const browser = await launch()
/** @type {string[]} */
const wrong = []
let pictures = 0
try {
  for (const look of LOOKS) {
    for await (const { name, page, faults } of visits(browser, url, locale, look)) {
      const file = `${name}.${look.look}${locale === 'en' ? '' : `.${locale}`}.png`
      await page.screenshot({ path: join(folder, file), fullPage: true })
      pictures += 1
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      if (wide > look.width) wrong.push(`${name} ${look.look}: ${wide} px wide`)
      wrong.push(...faults.map((fault) => `${name} ${look.look}: ${fault}`))
    }
  }
} finally {
  await browser.close()
}
for (const line of wrong) console.error(line)
console.log(`${pictures} pictures in screens/, ${wrong.length} faults`)
process.exitCode = wrong.length === 0 && pictures > 0 ? 0 : 1
