// The press site as readers have it: each page in each language by axe, in the dark, narrow, by keyboard, on paper; and its
// text is what a newsroom verifies.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'

import { forbidden_in, open_browser, speech } from './browser.js'
import { Sides } from './sides.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TEST_MS_MAX = 120_000
const LANGUAGES = [
  { tag: 'en', home: 'North: press', verify: 'How to verify', missing: 'Page not found', clocks: ['Moscow time', 'New York time'] },
  { tag: 'fr', home: 'North : service de presse', verify: 'Vérifier un texte', missing: 'Page introuvable', clocks: ['heure de Moscou', 'heure de New York'] },
  { tag: 'ru', home: 'North: пресс-служба', verify: 'Как проверить подлинность', missing: 'Страница не найдена', clocks: ['московское время', 'нью-йоркское время'] },
]

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
let statement = ''
let readout = ''

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
  const contact = await sides.agreed_call()
  const by = new Date(Date.now() + 3_600_000).toISOString()
  statement = await released('statement', contact, '--title', "Tonight's call", '--text', 'The leaders speak tonight.', '--promise-by', by, '--language', 'en')
  readout = await released('readout', contact, '--title', 'Téléphone', '--text', 'Les dirigeants se sont parlé.', '--medium', 'phone-call', '--language', 'fr')
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** @param {'statement' | 'readout'} kind @param {string} contact @param {string[]} words */
async function released(kind, contact, ...words) {
  const { draft } = await sides.as('north', 'press', kind, 'draft', contact, '--office', 'press service of the leader', ...words)
  await sides.as('north', 'press-chief', kind, 'approve', draft)
  const { name } = await sides.as('north', 'press', kind, 'release', draft)
  return /** @type {string} */ (name)
}

/** @param {import('playwright-core').BrowserContextOptions} options */
async function reader(options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  /** @type {string[]} */
  const complaints = []
  page.on('console', (message) => {
    // A browser asks every site for an icon.
    if (message.type() === 'error' && !message.text().includes('404 (Not Found)')) complaints.push(message.text())
  })
  await page.addInitScript(() => {
    globalThis.watched = { connections: [], forbidden: [], cameras: [] }
    document.addEventListener('securitypolicyviolation', (event) => globalThis.watched.forbidden.push(`${event.violatedDirective}: ${event.blockedURI}`))
  })
  return { page, complaints, go: async (/** @type {string} */ path) => page.goto(new URL(path, sides.urls.north).href) }
}

/** What axe finds. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function axe(page) {
  await page.evaluate(AXE)
  return await page.evaluate(async () => {
    /** @typedef {{ id: string, help: string, nodes: { html: string }[] }} Violation */
    const loaded = /** @type {Window & typeof globalThis & { axe: { run: (what: Document, how: object) => Promise<{ violations: Violation[] }> } }} */ (window)
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await loaded.axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}

for (const color_scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`every page in every language, ${color_scheme}: nothing for axe, nothing beside the screen`, { timeout: TEST_MS_MAX }, async () => {
    const { page, complaints, go } = await reader({ locale: 'en-GB', colorScheme: color_scheme, viewport: { width: 320, height: 700 } })
    /** @type {string[]} */
    const wrong = []
    const months = await (await fetch(new URL('/archive', sides.urls.north.replace('north.localhost', '127.0.0.1')))).text()
    const month = /\/archive\/\d{4}-\d{2}/u.exec(months)?.[0]
    assert.ok(month !== undefined, months)
    for (const { tag } of LANGUAGES) {
      for (const path of ['/', '/known', '/archive', month, '/verify', '/contact', `/releases/${statement}`, `/releases/${readout}`, '/nowhere']) {
        assert.equal((await go(`/${tag}${path}`))?.status(), path === '/nowhere' ? 404 : 200, path)
        wrong.push(...(await axe(page)).map((one) => `/${tag}${path}: ${one}`))
        const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        if (beside > 0) wrong.push(`/${tag}${path}: ${beside} pixels beside the screen`)
        wrong.push(...(await forbidden_in(page)))
      }
    }
    assert.deepEqual([...wrong, ...complaints], [])
    await page.context().close()
  })
}

test('a reader finds the site in the own language, and another by a link', { timeout: TEST_MS_MAX }, async () => {
  for (const { tag, home, clocks } of LANGUAGES) {
    const { page, go } = await reader({ locale: tag })
    await go('/')
    assert.equal((await page.getByRole('heading', { level: 1 }).innerText()).replaceAll('\u00A0', ' '), home)
    await page.getByRole('link', { name: "Tonight's call", exact: true }).click()
    assert.equal(new URL(page.url()).pathname, `/releases/${statement}`, 'the permanent address')
    const time = await page.locator('main time').first().innerText()
    for (const clock of clocks) assert.ok(time.includes(clock), time)
    for (const other of LANGUAGES) {
      await page.locator(`a[hreflang=${other.tag}]`).click()
      assert.equal(new URL(page.url()).pathname, `/${other.tag}/releases/${statement}`)
      assert.equal(await page.locator('html').getAttribute('lang'), other.tag)
      await page.getByRole('heading', { name: other.verify }).waitFor()
      // What was released stays as it was.
      await page.getByText('The leaders speak tonight.').waitFor()
    }
    await page.context().close()
  }
})

test('by keyboard the text is one step away', { timeout: TEST_MS_MAX }, async () => {
  const { page, go } = await reader({ locale: 'ru' })
  await go(`/ru/releases/${readout}`)
  await page.keyboard.press('Tab')
  const first = await page.evaluate(() => ({ text: document.activeElement?.textContent, top: document.activeElement?.getBoundingClientRect().left }))
  assert.equal(first.text, 'Перейти к тексту')
  assert.ok((first.top ?? -1) >= 0, 'it is on the screen once it has the focus')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'content')
  await page.context().close()
})

test('on paper there are text, times and signature, and nothing to click', { timeout: TEST_MS_MAX }, async () => {
  const { page, go } = await reader({ locale: 'fr', colorScheme: 'dark' })
  await go(`/fr/releases/${readout}`)
  await page.emulateMedia({ media: 'print' })
  for (const seen of ['h1', 'main time', 'pre[lang=fr]', 'pre.signature']) assert.ok(await page.locator(seen).first().isVisible(), seen)
  const to_click = await page.locator('nav, .skip, .screen').all()
  assert.ok(to_click.length > 2)
  for (const nav of to_click) assert.equal(await nav.isVisible(), false)
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)')
  await page.context().close()
})

test('what is shown is what is signed', { timeout: TEST_MS_MAX }, async () => {
  const own = (/** @type {string} */ path) => fetch(new URL(path, sides.urls.north.replace('north.localhost', '127.0.0.1')))
  const page = await (await own(`/ru/releases/${readout}`)).text()
  const signature = await (await own(`/releases/${readout}.txt.minisig`)).text()
  const signed = await (await own(`/releases/${readout}.txt`)).text()
  assert.ok(page.includes(signature.trim()), 'the signature, to the letter')
  assert.ok(signed.includes('Les dirigeants se sont parlé.') && page.includes('Les dirigeants se sont parlé.'))
  // Whoever copies the address of a page in a language verifies the same text.
  for (const place of ['', 'fr/']) {
    const checked = await sides.start('south', 'readout', 'verify', `${sides.urls.north}${place}releases/${readout}`)
    assert.equal(checked.valid, true)
    assert.equal(checked.document.title, 'Téléphone')
  }
  const missing = await fetch(new URL('/fr/nowhere', sides.urls.north.replace('north.localhost', '127.0.0.1')), { headers: { accept: 'text/html' } })
  assert.equal(missing.status, 404)
  const refusal = await missing.text()
  assert.ok(refusal.includes('Page introuvable'))
  assert.ok(refusal.includes('href="/fr/archive"') && !refusal.includes('aria-current="page"'), 'it is none of the site’s parts')
})
