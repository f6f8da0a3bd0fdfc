// The whole tour by keyboard alone: no pointer, no click, nothing but Tab, arrows, Enter, Space, Escape, letters.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { open_browser, open_page, speech } from './browser.js'
import { Hands } from './hands.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 300_000
const AHEAD_MS = 10 * 60_000

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Hands[]} */
const everybody = []

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** Types the address, chooses a role by arrows, takes its key. @param {import('./sides.js').SideKey} side @param {string} role */
async function come(side, role) {
  const { page } = await open_page(browser)
  const hands = new Hands(page)
  everybody.push(hands)
  await page.goto(sides.desk(side))
  await hands.see('Use the demonstration key')
  // The first of the roles.
  for (let step = 0; step < 20 && !(await page.evaluate(() => document.activeElement?.matches('input[type=radio]'))); step += 1) await page.keyboard.press('Tab')
  for (let step = 0; step < 12 && (await hands.focus()).name !== role; step += 1) await page.keyboard.press('ArrowDown')
  assert.equal((await hands.focus()).name, role)
  await page.keyboard.press('Space')
  await hands.use(/^Use the demonstration key$/u)
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
  await hands.has_focus('signing in')
  return hands
}

/** @param {Hands} hands */
async function lists_keys(hands, wanted = /keys/iu) {
  await hands.press('?')
  const dialog = hands.page.getByRole('dialog')
  await dialog.waitFor()
  const listed = await dialog.locator('kbd').allInnerTexts()
  assert.ok(listed.includes('?') && wanted.test(await dialog.innerText()), listed.join(' '))
  await hands.press('Escape', 'closing the keys')
  await dialog.waitFor({ state: 'detached' })
  return listed
}

let contact = ''

test('a contact is proposed and accepted', { timeout: TEST_MS_MAX }, async () => {
  const north = await come('north', 'Sherpa (aide)')
  const listed = await lists_keys(north)
  assert.ok(listed.includes('c') && listed.includes('h'), listed.join(' '))
  await north.press('c')
  await north.use(/^Propose a contact$/u)
  await north.page.getByRole('heading', { name: 'Propose a contact' }).waitFor()
  const civil = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Moscow', day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false })
  const [day, month, year, hour, minute] = civil.format(new Date(Date.now() + AHEAD_MS)).split(/\D+/u)
  await north.type(/^day, /iu, `${String(day)}${String(month)}${String(year)}`)
  await north.type(/^hour, /iu, `${String(hour)}${String(minute)}`)
  await north.use(/^Read it back before signing$/u)
  await north.page.getByRole('alertdialog').waitFor()
  await north.use(/^Sign and send$/u)
  await north.page.waitForURL(/contacts\/[0-9a-f]{32}/u)
  contact = /contacts\/([0-9a-f]{32})/u.exec(north.page.url())?.[1] ?? ''

  const south = await come('south', 'Sherpa (aide)')
  await south.press('c')
  await south.use(/phone call/iu)
  await south.page.waitForURL(new RegExp(contact, 'u'))
  await south.use(/^Accept$/u)
  await south.page.getByRole('alertdialog').waitFor()
  await south.use(/^Sign and accept$/u)
  await north.see(/^Agreed$/u)
  await south.has_focus('accepted')
})

test('both duty officers confirm', { timeout: TEST_MS_MAX }, async () => {
  for (const side of /** @type {const} */ (['north', 'south'])) {
    const duty = await come(side, 'Duty officer')
    await duty.press('d')
    await duty.use(/^Confirm: our principal may be called$/u)
  }
  for (const duty of everybody.slice(-2)) {
    await duty.see('Both sides confirmed')
    await duty.has_focus('confirmed')
  }
})

test('the call is taken, held, muted and left', { timeout: TEST_MS_MAX }, async () => {
  const [north, south] = [await come('north', 'Principal'), await come('south', 'Principal')]
  for (const hands of [north, south]) await hands.use(/^Take the call$/u)
  for (const hands of [north, south]) await hands.see(/^Floor open$/u)
  await north.has_focus('the call began')
  await lists_keys(north, /Microphone/u)
  const state = north.page.locator('.mic-state')
  assert.equal(await state.innerText(), 'You are heard')
  await north.press('Space')
  await north.see(/^Muted$/u)
  await north.press('Space')
  await north.see(/^You are heard$/u)
  await north.use(/^End the call$/u)
  await north.page.getByRole('alertdialog').waitFor()
  await north.press('Escape', 'staying in the call')
  await north.page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await north.use(/^End the call$/u)
  await north.use(/^End the call$/u)
  for (const hands of [north, south]) await hands.page.getByRole('heading', { name: 'The call has ended' }).waitFor()
  for (const hands of [north, south]) {
    await hands.use(/^Back to the desk$/iu)
    await hands.page.getByRole('heading', { name: 'The call has ended' }).waitFor({ state: 'detached' })
    await hands.has_focus('back at the desk')
  }
})

test('a readout is drafted, approved and released', { timeout: TEST_MS_MAX }, async () => {
  const press = await come('north', 'Press officer: press')
  await press.press('p')
  await press.use(/^New text$/u)
  await press.choose(/Kind of text$/u, /^Readout$/u)
  await press.choose(/What it is about$/u, /phone call/iu)
  await press.type(/^Who speaks/u, 'press service of the leader')
  await press.type(/^Heading, one line/u, 'Telephone conversation of the leaders')
  await press.type(/^Text$/u, 'The leaders spoke by telephone.')
  await press.use(/^Keep the draft$/u)
  await press.page.waitForURL(/press\/drafts\//u)
  await press.has_focus('the draft is kept')

  const chief = await come('north', 'Press officer: press-chief')
  await chief.press('p')
  await chief.use(/^Telephone conversation of the leaders/u)
  await chief.use(/^Approve$/u)
  await chief.page.getByRole('alertdialog').waitFor()
  await chief.use(/^Approve$/u)
  await chief.page.locator('.press-way').getByText('Approved', { exact: true }).waitFor()
  await chief.has_focus('the draft is approved')
  // The dialog that chooses a file is the system's own.
  const choosing = chief.page.waitForEvent('filechooser')
  await chief.use(/^Choose the file$/u)
  await (await choosing).setFiles(join(sides.dir, 'north', 'keys', 'press.key'))
  await chief.type(/^Its passphrase/u, 'a demo guards nothing')
  await chief.use(/^Release/u)
  await chief.page.getByRole('alertdialog').waitFor()
  await chief.use(/^Release/u)
  await chief.page.waitForURL(/press$/u)
  await chief.has_focus('the text is released')
})

test('the focus was never lost and always seen', () => {
  assert.deepEqual(everybody.flatMap(({ wrong }) => wrong), [])
  assert.ok(everybody.length >= 8)
})
