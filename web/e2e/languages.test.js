// Over two real nodes in Debian's Chromium: what the core says of a contact, and refuses, in French and in Russian; and
// the call sheet as it goes to the printer.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { open_browser, speech } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 600_000
const SHOWN_MS_MAX = 60_000
const NOBODY = '000102030405060708090a0b0c0d0e0f'
const MESSAGES = join(import.meta.dirname, '..', 'src', 'messages')

/** Three words of Latin letters in a row: in Russian nothing but names has them. */
const LATIN = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/u
/** Words that French doesn't have. */
const ENGLISH = /\b(?:the|whoever|both|until|nobody|telephones|waits|confirms)\b/u

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
/** @type {string} */
let contact

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
  contact = await sides.agreed_call()
}, { timeout: TEST_MS_MAX })

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** A message of one line, as its catalogue has it. @param {string} locale @param {string} id */
function message(locale, id) {
  const folder = join(MESSAGES, locale)
  const texts = readdirSync(folder).filter((file) => file.endsWith('.ftl')).map((file) => readFileSync(join(folder, file), 'utf8'))
  const found = new RegExp(`^${id} = (.+)$`, 'mu').exec(texts.join('\n'))?.[1]
  assert.ok(found !== undefined, `${locale} has ${id}`)
  return found
}

/** What the page says, without what people wrote. @param {import('playwright-core').Locator} part */
async function words_of(part) {
  return await part.evaluate((element) => {
    const copy = /** @type {Element} */ (element.cloneNode(true))
    for (const peoples of copy.querySelectorAll('bdi, code')) peoples.remove()
    return copy.textContent ?? ''
  })
}

for (const [locale, tag, foreign] of /** @type {const} */ ([['fr', 'fr-FR', ENGLISH], ['ru', 'ru-RU', LATIN]])) {
  test(`a duty officer reads the call sheet and a refusal in ${locale}, and prints the sheet`, { timeout: TEST_MS_MAX }, async () => {
    const page = await (await browser.newContext({ locale: tag })).newPage()
    page.setDefaultTimeout(SHOWN_MS_MAX)
    await page.goto(sides.desk('north'))
    await page.getByRole('radio', { name: message(locale, 'role-duty-officer'), exact: true }).check({ force: true })
    await page.getByRole('button', { name: message(locale, 'demo-key-use') }).click()
    await page.locator('.desk-main h1').waitFor({ state: 'attached' })

    await page.goto(`${sides.desk('north')}duty/call-sheet/${contact}`)
    const sheet = page.locator('.sheet')
    await sheet.getByText(message(locale, 'sheet-step-confirm')).waitFor()
    const words = await words_of(sheet)
    for (const id of ['sheet-step-look-whether-ready', 'sheet-step-ring', 'sheet-down-wait', 'sheet-down-another-time']) assert.ok(words.includes(message(locale, id)), id)
    assert.ok(words.includes(message(locale, 'sheet-down-telephone').replace('{ $caller }', 'North').replace('{ $other }', 'South')), words)
    assert.doesNotMatch(words, foreign)
    assert.equal(await sheet.locator('[lang="en"]').count(), 0)

    await page.emulateMedia({ media: 'print' })
    for (const what of ['button:visible', 'nav:visible', 'header:visible']) assert.equal(await page.locator(what).count(), 0, what)
    const mark = page.locator('.printed-mark p')
    assert.ok(await mark.isVisible())
    assert.ok((await mark.getAttribute('data-reference'))?.includes(contact.slice(0, 8)))
    await page.emulateMedia({ media: null })

    await page.goto(`${sides.desk('north')}contacts/${NOBODY}`)
    const card = page.getByRole('alert')
    const why = message(locale, 'reason-no-such').replace('{ $noun }', message(locale, 'noun-contact')).replace('{ $id }', NOBODY)
    await card.getByText(why).waitFor()
    await card.getByText(message(locale, 'step-look-at-list')).waitFor()
  })
}
