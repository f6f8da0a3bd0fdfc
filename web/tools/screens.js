// Pictures of every page, light, dark and 320 px wide, into screens/.
// `npm run screens [-- NAME …] [--locale fr] [--look contrast,zoom,rtl] [--url http://north.localhost:8080/desk/]`
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
