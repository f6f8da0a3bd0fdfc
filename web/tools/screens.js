// Pictures of every page, light, dark and 320 px wide, into screens/.
// `npm run screens [-- NAME …] [--locale fr] [--look contrast,zoom,rtl,paper] [--url http://north.localhost:8080/desk/]`
// `paper` is what the printer gets: a PDF, too, and nothing in it that can be pressed.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { launch } from './browser.js'
import { Tally } from './tally.js'
import { looks_of, option, visit_all } from './visits.js'

const locale = option('locale') ?? 'en'
const url = option('url')
const looks = looks_of(option('look'))
const folder = join(import.meta.dirname, '..', 'screens')
mkdirSync(folder, { recursive: true })

/** @param {import('playwright-core').Page} page @param {string} file */
async function on_paper(page, file) {
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await page.screenshot({ path: file, fullPage: true })
  await page.pdf({ path: file.replace(/png$/, 'pdf'), preferCSSPageSize: true })
  /** @type {string[]} */
  const wrong = []
  for (const what of ['button', 'nav', 'header']) {
    const seen = await page.locator(`${what}:visible`).count()
    if (seen > 0) wrong.push(`printed: ${String(seen)} of ${what}`)
  }
  await page.emulateMedia({ media: null, colorScheme: null })
  return wrong
}

const tally = new Tally()
const browser = await launch()
try {
  await visit_all({
    browser,
    url,
    locale,
    looks,
    look_at: async ({ name, look, page }) => {
      const file = `${name}.${look.look}${locale === 'en' ? '' : `.${locale}`}.png`
      if (look.paper === true) return on_paper(page, join(folder, file))
      // What lies over the page covers the window, and not all that could be scrolled to.
      const is_covered = (await page.getByRole('dialog').or(page.getByRole('alertdialog')).count()) > 0
      await page.screenshot({ path: join(folder, file), fullPage: !is_covered })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      return wide > look.width ? [`wide: ${wide} px`] : []
    },
    looked: (one, at, of) => tally.add(one, at, of),
  })
} finally {
  await browser.close()
}
tally.end(['wide'])
