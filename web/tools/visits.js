// The pages that screenshots and axe look at: the gallery's scenes, or, with `--url`, a running demonstration's
// desk as each of its people comes to it. Several pages of one browser at a time; one that breaks is looked at
// once more in a fresh page, and then it is a fault, and the others go on.
import { chosen, open_scene, scenes_of, serve_gallery, watch } from './browser.js'

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {import('playwright-core').BrowserContextOptions} Options
 * @typedef {{ look: string, theme: 'light' | 'dark', width: number, height: number, options?: Options, turned?: boolean, colours_alone?: boolean, paper?: boolean }} Look
 *   turned: from right to left; colours_alone: markup and order are another look's; paper: as it is printed
 * @typedef {{ name: string, look: Look, page: Page }} Visit
 * @typedef {{ name: string, look: string, faults: string[], took_ms: number }} Looked
 */

/** @type {Look[]} */
const LOOKS = [
  { look: 'light', theme: 'light', width: 1280, height: 800 },
  { look: 'dark', theme: 'dark', width: 1280, height: 800, colours_alone: true },
  { look: '320', theme: 'light', width: 320, height: 640 },
]

/** Only where `--look` asks for them. @type {Look[]} */
const MORE_LOOKS = [
  { look: 'contrast', theme: 'dark', width: 1280, height: 800, options: { forcedColors: 'active', colorScheme: 'dark' } },
  // What 1280 px are at 200 %.
  { look: 'zoom', theme: 'light', width: 640, height: 400, options: { deviceScaleFactor: 2 } },
  { look: 'rtl', theme: 'light', width: 1280, height: 800, turned: true },
  // What is left of A4 between its margins.
  { look: 'paper', theme: 'light', width: 673, height: 987, paper: true },
  { look: 'rtl-320', theme: 'light', width: 320, height: 640, turned: true },
]

/** Two find each other's idle moments; more only wait for the same processor. */
const PAGES_AT_A_TIME = 2

/** What follows `--name` on the command line. @param {string} name */
export function option(name) {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? null : (process.argv.splice(at, 2)[1] ?? null)
}

/** Those of `--look light,rtl`, else light, dark and 320 px. @param {string | null} names */
export function looks_of(names) {
  if (names === null) return LOOKS
  return names.split(',').map((name) => {
    const found = [...LOOKS, ...MORE_LOOKS].find(({ look }) => look === name)
    if (found === undefined) throw new Error(`no look ${name}: ${[...LOOKS, ...MORE_LOOKS].map(({ look }) => look).join(', ')}`)
    return found
  })
}

/**
 * Looks at every page in every look.
 * @param {{
 *   browser: Browser, url: string | null, locale: string, looks: Look[],
 *   look_at: (visit: Visit) => Promise<string[]>,
 *   looked: (one: Looked, at: number, of: number) => void,
 * }} how
 */
export async function visit_all(how) {
  await (how.url === null ? gallery_visits(how) : desk_visits({ ...how, url: how.url }))
}

/** @param {Omit<Parameters<typeof visit_all>[0], 'url'>} how */
async function gallery_visits({ browser, locale, looks, look_at, looked }) {
  const { base, close } = await serve_gallery()
  try {
    const first = await browser.newPage()
    const scenes = chosen(await scenes_of(first, base, locale))
    await first.close()
    const waiting = looks.flatMap((look) => scenes.map((scene) => ({ look, scene })))
    const of = waiting.length
    let at = 0
    const worker = async () => {
      const pages = new ScenePages(browser, base, locale)
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { look, scene } = next
        const began = Date.now()
        const faults = await pages.look(look, scene, look_at).catch(() => pages.look(look, scene, look_at)).catch((/** @type {unknown} */ error) => [`broke: ${String(error)}`])
        at += 1
        looked({ name: scene.name, look: look.look, faults, took_ms: Date.now() - began }, at, of)
      }
      await pages.close()
    }
    await Promise.all(Array.from({ length: PAGES_AT_A_TIME }, worker))
  } finally {
    close()
  }
}

/** One page that goes from scene to scene, and is made anew for another look, or once something broke in it. */
class ScenePages {
  /** @type {{ look: Look, page: Page, faults: string[] } | null} */
  #open = null
  #browser
  #base
  #locale

  /** @param {Browser} browser @param {string} base @param {string} locale */
  constructor(browser, base, locale) {
    this.#browser = browser
    this.#base = base
    this.#locale = locale
  }

  /**
   * @param {Look} look
   * @param {import('./browser.js').SceneName} scene
   * @param {(visit: Visit) => Promise<string[]>} look_at
   */
  async look(look, scene, look_at) {
    try {
      const { page, faults } = await this.#page(look)
      await open_scene(page, this.#base, scene, { locale: this.#locale, theme: look.theme, turned: look.turned ?? false })
      const found = await look_at({ name: scene.name, look, page })
      // What was pressed may be remembered: the next scene begins in a page where nobody has been.
      if (scene.press !== null) await page.goto('about:blank')
      return [...faults.splice(0), ...found]
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** @param {Look} look */
  async #page(look) {
    if (this.#open?.look !== look) {
      await this.close()
      const page = await this.#browser.newPage({ viewport: { width: look.width, height: look.height }, reducedMotion: 'reduce', ...look.options })
      this.#open = { look, page, faults: await watch(page) }
    }
    return this.#open
  }

  async close() {
    const open = this.#open
    this.#open = null
    // A page that crashed has gone by itself.
    await open?.page.close().catch(() => undefined)
  }
}

/**
 * Takes each demonstration key in turn and follows the navigation: a context of its own for each, as for people.
 * @param {Omit<Parameters<typeof visit_all>[0], 'url'> & { url: string }} how
 */
async function desk_visits({ browser, url, locale, looks, look_at, looked }) {
  let at = 0
  for (const look of looks) {
    let roles = 1
    for (let role_at = 0; role_at < roles; role_at += 1) {
      const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, reducedMotion: 'reduce', colorScheme: look.theme, locale, ...look.options })
      const page = await context.newPage()
      const faults = await watch(page)
      /** @param {string} name */
      const visit = async (name) => {
        const began = Date.now()
        const found = await look_at({ name, look, page })
        at += 1
        looked({ name, look: look.look, faults: [...faults.splice(0), ...found], took_ms: Date.now() - began }, at, at)
      }
      try {
        await page.goto(url)
        const choices = page.locator('.demo-key input[type=radio]')
        await choices.first().waitFor({ state: 'attached' })
        roles = await choices.count()
        const role = (await choices.nth(role_at).getAttribute('value')) ?? String(role_at)
        if (role_at === 0) await visit('desk-first-run')
        await page.locator('.demo-key label').nth(role_at).click()
        await page.locator('.demo-key button').click()
        await page.locator('.desk-main h1').waitFor()
        await visit(`desk-${role}`)
        const places = await page.locator('.desk-nav a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
        for (const [index, place] of places.entries()) {
          if (index === 0) continue
          await page.locator('.desk-nav a').nth(index).click()
          await page.locator('.desk-nav a[aria-current]').and(page.locator(`[href="${place}"]`)).waitFor()
          await page.locator('.desk-main h1').waitFor()
          await visit(`desk-${role}${place.replace(/^\/desk/, '').replaceAll('/', '-')}`)
        }
      } finally {
        await context.close()
      }
    }
  }
}
