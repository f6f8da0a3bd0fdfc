// Whether a page that shows hostile text shows it and does nothing else.

/** @typedef {{ text: string, wrong: string[] }} Looked */

/** The text of a page, and what is there that nobody of ours wrote. @param {import('playwright-core').Page} page @returns {Promise<Looked>} */
export async function look_at(page) {
  return await page.evaluate(() => {
    /** @type {Set<string>} */
    const wrong = new Set()
    if (globalThis.__ran.length > 0) wrong.add('a script ran')
    const ours = new URL(location.href).origin
    const never = new Set(['iframe', 'frame', 'object', 'embed', 'base', 'math', 'plaintext', 'xmp', 'video', 'animate'])
    for (const element of document.querySelectorAll('*')) {
      const name = element.localName
      if (never.has(name)) wrong.add(`<${name}>`)
      if (name === 'script' && !(element.getAttribute('src') ?? '').startsWith('/desk/assets/')) wrong.add(`<script src=${element.getAttribute('src') ?? ''}>`)
      if (name === 'meta' && element.hasAttribute('http-equiv')) wrong.add('<meta http-equiv>')
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith('on')) wrong.add(`${name} ${attribute}`)
        if (!['href', 'src', 'action', 'srcdoc', 'xlink:href', 'formaction', 'data'].includes(attribute)) continue
        const to = new URL(value, location.href)
        // A press desk links to the other side's site, whose port alone differs.
        const known = to.origin === ours || /^http:\/\/(north|south)\.localhost:\d+$/u.test(to.origin) || ['blob:', 'data:'].includes(to.protocol)
        if (!known || (to.protocol === 'data:' && name !== 'img' && name !== 'link')) wrong.add(`${name} ${attribute}=${value.slice(0, 80)}`)
      }
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const { data, parentElement: parent } = /** @type {Text} */ (node)
      // A date's fields are held together by the kit; each line of a browser's own list is a paragraph of its own.
      if (!/[\u202A-\u202E\u2066-\u2069]/u.test(data) || parent?.closest('bdi, pre, option, [dir="auto"], .date-input') !== null) continue
      if (!closes_what_it_turns(data)) wrong.add(`turns what stands beside it in ${parent?.localName ?? ''}: ${data.slice(0, 60)}`)
    }
    return { text: document.body.textContent ?? '', wrong: [...wrong] }

    /** Overrides only within an isolate, and all closed again (UAX 9). @param {string} data */
    function closes_what_it_turns(data) {
      const open = []
      for (const sign of data) {
        if ('\u2066\u2067\u2068'.includes(sign)) open.push('isolate')
        else if (sign === '\u2069') open.splice(Math.max(open.lastIndexOf('isolate'), 0))
        else if ('\u202A\u202B\u202D\u202E'.includes(sign) && open.length === 0) return false
      }
      return open.length === 0
    }
  })
}

const PLACES_OF_A_KIND_MAX = 20
const FORMS_OF_A_KIND_MAX = 2
const HEX_ID = /[0-9a-f]{12,64}/gu

/**
 * Opens each place that a desk leads to, as its own links would, and looks at it.
 * @param {import('playwright-core').Page} page
 * @param {string[]} first places that no link leads to
 * @param {(where: string) => Promise<void>} look
 */
export async function walk(page, first, look) {
  await is_there(page)
  await look('where it begins')
  const seen = new Set()
  /** @type {Map<string, number>} */
  const kinds = new Map()
  const waiting = [...first, ...(await places_of(page))]
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    const kind = place.replaceAll(HEX_ID, '*')
    const before = kinds.get(kind) ?? 0
    // A form is the same whatever it is about.
    if (seen.has(place) || before >= (/new|counter|reply/u.test(kind) ? FORMS_OF_A_KIND_MAX : PLACES_OF_A_KIND_MAX)) continue
    seen.add(place)
    kinds.set(kind, before + 1)
    await page.evaluate((to) => {
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, place)
    await is_there(page)
    await look(place)
    waiting.push(...(await places_of(page)))
  }
  return seen.size
}

/** @param {import('playwright-core').Page} page */
async function is_there(page) {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !(document.body.textContent ?? '').includes('Loading…'))
}

/** @param {import('playwright-core').Page} page */
async function places_of(page) {
  return await page.locator('a[href^="/desk/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
}
