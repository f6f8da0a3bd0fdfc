// What each role's home names while it waits, and that one press leads to it; the read-back in words; the desk on a narrow screen.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { come as come_to, forbidden_in, open_browser, speech, type_into } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 240_000
const NARROW = { width: 320, height: 640 }
/** What the header of a narrow screen may take: its first matters are seen beneath it. */
const HEADER_PX_MAX = 100

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** @param {import('./sides.js').SideKey} side @param {string} label of a demonstration key */
const come = (side, label) => come_to(browser, sides, side, label)

/** The civil time of a zone so many minutes from now, as digits to type: day, month, year; hour, minute. @param {number} minutes @param {string} zone */
function digits_in(minutes, zone) {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).formatToParts(Date.now() + minutes * 60_000)
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value ?? ''
  return { day: part('day') + part('month') + part('year'), hour: part('hour') + part('minute') }
}

test('a proposal is read back with its agenda, and says in words that a capital rests; nothing is blocked', { timeout: TEST_MS_MAX }, async () => {
  // All day but a minute: whenever this runs, it rests there.
  const south = await come('south', 'Sherpa (aide)')
  const north = await come('north', 'Sherpa (aide)')
  const { page } = north
  await page.goto(`${sides.desk('north')}capitals`)
  const theirs = page.getByRole('region', { name: /^South/u })
  await type_into(page, 'From', '0001', theirs)
  await type_into(page, 'Until', '0000', theirs)
  await theirs.getByRole('button', { name: 'Keep the hours' }).click()
  await page.getByText('Hours of rest are kept.').first().waitFor()

  await page.goto(`${sides.desk('north')}contacts/propose`)
  const when = digits_in(90, 'Europe/Moscow')
  await type_into(page, 'Day', when.day)
  await type_into(page, 'Time, 24 hours', when.hour)
  await page.getByRole('button', { name: 'Add an item' }).click()
  await page.keyboard.type('What the sea is for')
  await page.getByRole('button', { name: 'Read it back before signing' }).click()
  const asked = page.getByRole('alertdialog')
  await asked.getByText(/^This is \d\d:\d\d in South, within its hours of rest\.$/u).waitFor()
  await asked.getByText('What the sea is for').waitFor()
  await asked.getByRole('button', { name: 'Sign and send' }).click()
  // The core warns of rest once more, and asks.
  const despite = page.getByRole('button', { name: 'Send it all the same' })
  await despite.or(page.getByRole('heading', { name: 'Phone call' })).first().waitFor()
  if (await despite.isVisible()) await despite.click()
  await page.waitForURL(/contacts\/[0-9a-f]{32}/u)

  // Whoever answers is led there from home in one step.
  await south.page.getByRole('link', { name: 'Accept, counter or decline' }).click()
  await south.page.getByRole('button', { name: 'Accept' }).waitFor()
  for (const person of [north, south]) {
    assert.deepEqual(person.complaints, [])
    assert.deepEqual(await forbidden_in(person.page), [])
    await person.leave()
  }
})

test('a press officer’s home names what is due by both clocks, and leads to the form', { timeout: TEST_MS_MAX }, async () => {
  const contact = await sides.agreed_call()
  const by = new Date(Date.now() + 2 * 3_600_000).toISOString().replace(/\.\d+Z$/u, 'Z')
  const promise = ['--promise-by', by, '--promise-office', 'press service of the leader']
  const said = ['--occasion', 'briefing', '--office', 'spokesman of North', '--text', 'They speak.', '--medium', 'phone-call']
  const press = await come('north', 'Press officer: press')
  const chief = await come('north', 'Press officer: press-chief')

  const { draft } = await sides.as('north', 'press', 'statement', 'draft', contact, '--title', 'A message will follow', ...said, ...promise)
  await chief.page.getByRole('link', { name: 'Approve', exact: true }).click()
  await chief.page.waitForURL(/press\/drafts\//u)
  await press.page.getByRole('heading', { name: 'Waits for others of your side: 1 matter' }).waitFor()
  await chief.page.getByRole('button', { name: 'Approve', exact: true }).click()
  await chief.page.getByRole('alertdialog').getByRole('button', { name: 'Approve', exact: true }).click()
  await press.page.getByRole('link', { name: 'Release it: it is approved' }).waitFor()
  await sides.as('north', 'press', 'statement', 'release', draft)

  const promised = press.page.getByRole('link', { name: 'Write the readout that was promised' })
  await promised.waitFor()
  await press.page.getByText(/Due .*\d\d:\d\d in North; .*\d\d:\d\d in South/u).first().waitFor()

  // South says something else of the same call.
  const theirs = ['--title', 'A meeting by picture', '--occasion', 'briefing', '--office', 'spokesman of South', '--text', 'By picture.', '--medium', 'videoconference']
  const { draft: differing } = await sides.as('south', 'press', 'statement', 'draft', contact, ...theirs)
  await sides.as('south', 'press-chief', 'statement', 'approve', differing, '--contradiction-reason', 'as our side saw it')
  await sides.as('south', 'press', 'statement', 'release', differing)
  // A press device reads their site; home looks at what is known once a minute, or at once when it is loaded.
  await sides.as('north', 'press', 'statement', 'follow', sides.urls.south, '--private-network')
  await press.page.reload()
  await press.page.getByRole('link', { name: 'Compare: the other side says something else in public' }).click()
  await press.page.waitForURL(new RegExp(`press/says/${contact}`, 'u'))
  await press.page.goBack()

  await promised.click()
  await press.page.getByRole('heading', { name: 'New readout' }).waitFor()
  for (const person of [press, chief]) {
    assert.deepEqual(person.complaints, [])
    await person.leave()
  }
})

test('on a narrow screen the places are behind one button, by keyboard too', { timeout: TEST_MS_MAX }, async () => {
  const { page, leave } = await come('north', 'Sherpa (aide)')
  await page.setViewportSize(NARROW)
  const button = page.getByRole('button', { name: 'Menu' })
  const contacts = page.getByRole('navigation').getByRole('link', { name: 'Contacts' })
  await button.waitFor()
  const header = await page.getByRole('banner').boundingBox()
  assert.ok(header !== null && header.height <= HEADER_PX_MAX, `${String(header?.height)} px`)
  assert.equal(await contacts.isVisible(), false)
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), NARROW.width)

  await button.focus()
  await page.keyboard.press('Enter')
  await contacts.waitFor()
  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  await page.keyboard.press('Escape')
  await contacts.waitFor({ state: 'hidden' })
  assert.equal(await button.evaluate((one) => one === document.activeElement), true)

  await page.keyboard.press('Enter')
  await contacts.click()
  await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor()
  await contacts.waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1')
  await leave()
})
