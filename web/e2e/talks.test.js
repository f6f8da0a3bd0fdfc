// Over two real nodes in Debian's Chromium: talks by pages alone, each act on one side read on the other.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { forbidden_in, open_browser, open_page, speech } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 900_000
const SHOWN_MS_MAX = 60_000
const DAY_MS = 86_400_000

/** @typedef {{ page: import('playwright-core').Page, complaints: string[], desk: string }} Person */

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Person} */
let north
/** @type {Person} */
let south

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
  north = await come('north')
  south = await come('south')
}, { timeout: TEST_MS_MAX })

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** An aide at the desk, by the demonstration's key. @param {import('./sides.js').SideKey} side @returns {Promise<Person>} */
async function come(side) {
  const { page, complaints } = await open_page(browser)
  page.setDefaultTimeout(SHOWN_MS_MAX)
  await page.goto(sides.desk(side))
  await page.getByRole('radio', { name: 'Sherpa (aide)', exact: true }).check({ force: true })
  await page.getByRole('button', { name: 'Use the demonstration key' }).click()
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
  return { page, complaints, desk: sides.desk(side) }
}

/** Presses what asks, and then what signs. @param {Person} person @param {string} name @param {string} [sign] */
async function do_it({ page }, name, sign = name) {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: sign, exact: true }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
}

/** Types a day and a time of UTC into segments. @param {Person} person @param {string} group @param {number} unix_ms */
async function type_moment({ page }, group, unix_ms) {
  const [year, month, day, hour, minute] = new Date(unix_ms).toISOString().split(/\D/u)
  const parts = page.getByRole('group', { name: group, exact: true }).first()
  await parts.getByRole('spinbutton').first().focus()
  await page.keyboard.type(`${String(day)}${String(month)}${String(year)}`, { delay: 20 })
  await parts.getByRole('spinbutton').nth(3).focus()
  await page.keyboard.type(`${String(hour)}${String(minute)}`, { delay: 20 })
}

/** On a list, by its key, once it is there. @param {Person} person @param {string} below @param {string} heading */
async function begin({ page, desk }, below, heading) {
  await page.goto(`${desk}${below}`)
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
  await page.keyboard.press('n')
}

/** Of a place that ends with a subject's id. @param {Person} person @param {string} below */
async function subject_at({ page }, below) {
  await page.waitForURL(new RegExp(`${below}/[0-9a-f]{32}$`, 'u'))
  return /** @type {string} */ (/([0-9a-f]{32})$/u.exec(page.url())?.[1])
}

/** Whole hours from now on: no segment is left over. @param {number} days */
function in_days(days) {
  return Math.ceil(Date.now() / DAY_MS) * DAY_MS + days * DAY_MS + 10 * 3_600_000
}

/** @type {string} */
let round

test('a round is proposed at North and countered; what is signed is what was read', { timeout: TEST_MS_MAX }, async () => {
  const { page } = north
  await begin(north, 'rounds', 'Rounds')
  await page.getByRole('textbox', { name: 'What it is called' }).fill('Talks on security guarantees')
  await page.getByRole('textbox', { name: 'Place' }).fill('Geneva')
  await page.getByRole('button', { name: /Time zone of the place/u }).click()
  await page.getByRole('option', { name: 'UTC', exact: true }).click()
  const begins = page.getByRole('group', { name: /^Begins/u }).first()
  await begins.waitFor()
  const label = (await begins.getAttribute('aria-label')) ?? ''
  await type_moment(north, label, in_days(5))
  await type_moment(north, label.replace('Begins', 'Ends'), in_days(5) + 8 * 3_600_000)
  for (const [at, item] of ['Security guarantees', 'Verification'].entries()) {
    await page.getByRole('button', { name: 'Add an item' }).click()
    await page.getByRole('textbox', { name: `Item ${String(at + 1)}` }).fill(item)
  }
  await do_it(north, 'Read it back before signing', 'Sign and send')
  round = await subject_at(north, 'rounds')

  // South has it on its list of what waits, and opens it from there.
  await south.page.goto(south.desk)
  await south.page.locator(`a[href$="rounds/${round}"]`).first().click()
  await south.page.getByRole('heading', { name: 'North waits for your answer' }).waitFor()
  await south.page.getByRole('button', { name: 'Accept', exact: true }).click()
  const asked = south.page.getByRole('alertdialog')
  await asked.getByText('Geneva', { exact: false }).first().waitFor()

  // While South reads, North puts another offer in its place: South signs neither, and sees what is different.
  await page.getByRole('link', { name: 'Answer with other terms' }).click()
  await page.getByRole('textbox', { name: 'Place' }).fill('Vienna')
  await do_it(north, 'Read it back before signing', 'Sign and send')
  await asked.getByText('Something newer has come: nothing was signed').waitFor()
  await asked.locator('ins', { hasText: 'Vienna' }).first().waitFor()
  await asked.getByRole('button', { name: 'Look at what is new' }).click()
  const { phase } = await sides.as('south', 'sherpa', 'round', 'show', round)
  assert.equal(phase, 'proposed')

  await do_it(south, 'Accept')
  for (const person of [south, north]) await person.page.getByText('Agreed', { exact: true }).first().waitFor()
  const shown = await sides.as('north', 'sherpa', 'round', 'show', round)
  assert.equal(shown.phase, 'agreed')
  assert.equal(shown.terms.place, 'Vienna')
  assert.deepEqual(shown.terms.items.map((/** @type {{ title: string }} */ { title }) => title), ['Security guarantees', 'Verification'])
})

test('minutes of it are drafted, countered, and agreed by both', { timeout: TEST_MS_MAX }, async () => {
  const { page } = north
  await page.goto(`${north.desk}rounds/${round}`)
  await page.getByRole('link', { name: 'Draft minutes' }).click()
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('The delegations met.')
  for (const [item, outcome] of [['Security guarantees', 'Ad referendum: each takes it home'], ['Verification', 'Deferred']]) {
    await page.getByRole('group', { name: item, exact: true }).getByRole('button', { name: /Outcome/u }).click()
    await page.getByRole('option', { name: outcome, exact: true }).click()
  }
  await do_it(north, 'Read it back before signing', 'Sign and send')
  const minutes = await subject_at(north, 'minutes')

  await south.page.goto(`${south.desk}minutes/${minutes}`)
  await south.page.getByRole('link', { name: 'Offer another text' }).click()
  await south.page.getByRole('textbox', { name: 'Text', exact: true }).fill('The delegations met, and will meet again.')
  await do_it(south, 'Read it back before signing', 'Sign and send')

  await page.getByText('The delegations met, and will meet again.').waitFor()
  // What South made of it is seen before it is signed.
  const changed = page.getByRole('region', { name: 'What changed' })
  await changed.getByText('Text 2, as South offered it, beside the one before').waitFor()
  await changed.locator('ins', { hasText: 'will meet again' }).waitFor()
  await do_it(north, 'Accept')
  for (const person of [north, south]) await person.page.getByRole('heading', { name: 'Both sides have signed this text' }).waitFor()
  await page.goto(`${north.desk}rounds/${round}`)
  await page.locator(`a[href$="minutes/${minutes}"]`).waitFor()
  const shown = await sides.as('south', 'sherpa', 'minutes', 'show', minutes)
  assert.equal(shown.phase, 'agreed')
  assert.deepEqual(shown.outcomes.map((/** @type {{ outcome: string }} */ { outcome }) => outcome), ['ad-referendum', 'deferred'])
})

test('papers are lodged by both, and read by neither before both reveal', { timeout: TEST_MS_MAX }, async () => {
  const { page } = north
  await page.goto(`${north.desk}exchanges`)
  await page.getByRole('link', { name: 'Open an exchange' }).click()
  await type_moment(north, 'Both lodge before', in_days(2))
  await do_it(north, 'Sign and open it')
  await page.locator('.contact-line a').first().click()
  const exchange = await subject_at(north, 'exchanges')
  await south.page.goto(`${south.desk}exchanges/${exchange}`)
  for (const [person, words] of /** @type {const} */ ([[north, 'What North wants.'], [south, 'What South wants.']])) {
    await person.page.getByRole('textbox', { name: 'Title', exact: true }).fill('Our position')
    await person.page.getByRole('textbox', { name: 'Text', exact: true }).fill(words)
    await do_it(person, 'Lodge the paper')
  }
  await page.getByText('Sealed to South until it reveals.').waitFor()
  assert.equal(await page.getByText('What South wants.').count(), 0)
  await do_it(north, 'Reveal your paper')
  await south.page.getByText('What North wants.').waitFor()
  assert.equal(await page.getByText('What South wants.').count(), 0)
  await do_it(south, 'Reveal your paper')
  await page.getByText('What South wants.').waitFor()
  for (const person of [north, south]) await person.page.getByRole('heading', { name: 'Both papers are on the table' }).waitFor()
})

test('a joint statement is offered at South and signed at North, to its words and its moment', { timeout: TEST_MS_MAX }, async () => {
  const { page } = south
  await page.goto(`${south.desk}joint-statements/propose`)
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Joint statement')
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('The sides agreed to meet.')
  await type_moment(south, 'Released on both sides at', in_days(6))
  await do_it(south, 'Read it back before signing', 'Sign and send')
  const joint = await subject_at(south, 'joint-statements')
  await north.page.goto(`${north.desk}joint-statements/${joint}`)
  await north.page.getByText('The sides agreed to meet.').waitFor()
  await do_it(north, 'Accept')
  for (const person of [north, south]) await person.page.getByRole('heading', { name: 'Both sides have signed this text' }).waitFor()
  const shown = await sides.as('north', 'sherpa', 'joint-statement', 'show', joint)
  assert.equal(shown.phase, 'agreed')
  assert.equal(shown.text.text, 'The sides agreed to meet.')
})

test('a text is put under silence at North, and South breaks it', { timeout: TEST_MS_MAX }, async () => {
  const { page } = north
  await begin(north, 'silence', 'Silence procedures')
  await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Order of the talks')
  await page.getByRole('textbox', { name: 'The text', exact: true }).fill('The delegations speak by turns.')
  await type_moment(north, 'Silence until', in_days(1))
  await do_it(north, 'Sign and begin')
  await page.getByRole('link', { name: 'Order of the talks' }).click()
  const silence = await subject_at(north, 'silence')
  await page.getByText('Running', { exact: true }).first().waitFor()
  await south.page.goto(`${south.desk}silence/${silence}`)
  await south.page.getByText('The delegations speak by turns.').waitFor()
  await do_it(south, 'Object')
  for (const person of [north, south]) await person.page.getByText('Broken by an objection').first().waitFor()
})

test('nothing complained, and nothing was forbidden', { timeout: TEST_MS_MAX }, async () => {
  for (const { page, complaints } of [north, south]) {
    assert.deepEqual(complaints, [])
    assert.deepEqual(await forbidden_in(page), [])
  }
})
