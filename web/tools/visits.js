// The pages that screenshots and axe look at: the gallery's scenes, or, with `--url`, a running demonstration's
// desk as each of its people comes to it.
import { chosen, open_scene, scenes_of, serve_gallery, watch } from './browser.js'

/**
 * @typedef {{ look: string, theme: 'light' | 'dark', width: number, height: number }} Look
 * @typedef {{ name: string, page: import('playwright-core').Page, faults: string[] }} Visit
 */

/** @type {Look[]} */
export const LOOKS = [
  { look: 'light', theme: 'light', width: 1280, height: 800 },
  { look: 'dark', theme: 'dark', width: 1280, height: 800 },
  { look: '320', theme: 'light', width: 320, height: 640 },
]

/** What follows `--name` on the command line. @param {string} name */
export function option(name) {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? null : (process.argv.splice(at, 2)[1] ?? null)
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string | null} url
 * @param {string} locale
 * @param {Look} look
 */
export function visits(browser, url, locale, look) {
  return url === null ? gallery_visits(browser, locale, look) : desk_visits(browser, url, locale, look)
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} locale
 * @param {Look} look
 * @returns {AsyncGenerator<Visit>}
 */
async function* gallery_visits(browser, locale, { theme, width, height }) {
  const { base, close } = await serve_gallery()
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
  try {
    const faults = await watch(page)
    for (const scene of chosen(await scenes_of(page, base, locale))) {
      await open_scene(page, base, scene, { locale, theme })
      yield { name: scene.name, page, faults: faults.splice(0) }
    }
  } finally {
    await page.close()
    close()
  }
}

/**
 * Takes each demonstration key in turn and follows the navigation: a context of its own for each, as for people.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} locale
 * @param {Look} look
 * @returns {AsyncGenerator<Visit>}
 */
async function* desk_visits(browser, url, locale, { theme, width, height }) {
  let roles = 1
  for (let at = 0; at < roles; at += 1) {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', colorScheme: theme, locale })
    const page = await context.newPage()
    try {
      const faults = await watch(page)
      await page.goto(url)
      const choices = page.locator('.demo-key input[type=radio]')
      await choices.first().waitFor({ state: 'attached' })
      roles = await choices.count()
      const role = (await choices.nth(at).getAttribute('value')) ?? String(at)
      if (at === 0) yield { name: 'desk-first-run', page, faults: faults.splice(0) }
      await page.locator('.demo-key label').nth(at).click()
      await page.locator('.demo-key button').click()
      await page.locator('.desk-main h1').waitFor()
      yield { name: `desk-${role}`, page, faults: faults.splice(0) }
      const places = await page.locator('.desk-nav a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
      for (const [index, place] of places.entries()) {
        if (index === 0) continue
        await page.locator('.desk-nav a').nth(index).click()
        await page.locator('.desk-nav a[aria-current]').and(page.locator(`[href="${place}"]`)).waitFor()
        await page.locator('.desk-main h1').waitFor()
        yield { name: `desk-${role}${place.replace(/^\/desk/, '').replaceAll('/', '-')}`, page, faults: faults.splice(0) }
      }
    } finally {
      await context.close()
    }
  }
}
