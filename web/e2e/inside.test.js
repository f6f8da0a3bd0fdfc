// What stays within a side, over two real nodes in Debian's Chromium: by pages, and never at the other side or at the duty desk.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { forbidden_in, open_browser, open_page, sign_in, speech, type_into } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 300_000
const SHOWN_MS_MAX = 20_000
const CARD = 'South’s principal: short answers'
const MANDATE = 'A text on exercises, and nothing on bases'
const WORDS = 'North named three points. South could look at the second.'

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
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** @param {import('./sides.js').SideKey} side @param {string} role */
async function come(side, role) {
  const { page, complaints } = await open_page(browser)
  page.setDefaultTimeout(SHOWN_MS_MAX)
  await sign_in(page, sides.desk(side), role)
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
  const to = async (/** @type {string} */ path) => {
    await page.goto(`${sides.desk(side)}${path}`)
    await page.locator('.desk-main h1').waitFor({ state: 'attached' })
    await page.getByText('Loading…', { exact: true }).first().waitFor({ state: 'detached' })
  }
  const leave = async () => {
    assert.deepEqual(complaints, [])
    assert.deepEqual(await forbidden_in(page), [])
    await page.context().close()
  }
  return { page, to, leave }
}

/** @param {import('playwright-core').Page} page @param {string} label @param {string | RegExp} option */
async function choose(page, label, option) {
  await page.getByRole('button', { name: new RegExp(label, 'u') }).click()
  await page.getByRole('option', { name: option }).first().click()
}

/** @param {import('playwright-core').Page} page @param {string} name */
async function press(page, name) {
  await page.getByRole('button', { name, exact: true }).first().click()
}

/** @param {import('playwright-core').Page} page @param {string} name */
async function confirm(page, name) {
  await page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
}

test('a task is given on the contact’s page, waits at home, and is done', { timeout: TEST_MS_MAX }, async () => {
  const { page, to, leave } = await come('north', 'Sherpa (aide)')
  await to(`contacts/${contact}`)
  await press(page, 'Give a task')
  await page.getByRole('textbox', { name: 'What is to be done' }).fill('Send the list of participants')
  await choose(page, 'By whom', /\(you\)/u)
  await press(page, 'Give the task')
  await page.getByText('Send the list of participants').waitFor()
  await to('')
  await page.getByRole('link', { name: 'Do what was given you' }).click()
  await page.waitForURL(/inside\/tasks\/[0-9a-f]+/u)
  await press(page, 'It is done')
  await confirm(page, 'It is done')
  await page.getByText('This task is settled').waitFor()
  await to('inside')
  await page.getByRole('heading', { name: 'Done or dropped: 1 task' }).waitFor()
  await leave()
})

test('a consultation is asked, waits at home, and is answered', { timeout: TEST_MS_MAX }, async () => {
  const { page, to, leave } = await come('north', 'Sherpa (aide)')
  await to(`contacts/${contact}`)
  await press(page, 'Enter a consultation')
  await page.getByRole('textbox', { name: 'Who is asked' }).fill('Ministry of defence')
  await press(page, 'Enter it')
  await page.getByText('Ministry of defence').waitFor()
  await to('')
  await page.getByRole('heading', { name: 'Asked, and not answered yet: 1 consultation' }).waitFor()
  await press(page, 'Enter what they said')
  await page.getByRole('textbox', { name: 'What they said' }).fill('Two limits can be named.')
  await press(page, 'Enter it')
  await page.getByRole('heading', { name: /^Asked, and not answered/u }).waitFor({ state: 'detached' })
  await to(`contacts/${contact}`)
  await page.getByText('Two limits can be named.').waitFor()
  await leave()
})

test('a mandate and a briefing card are seen by the side’s aides, and by neither duty officer nor the other side', { timeout: TEST_MS_MAX }, async () => {
  const dates = ['--start', '2030-01-10T10:00', '--end', '2030-01-10T18:00', '--place-zone', 'Europe/Zurich', '--zone', 'Europe/Moscow', '--other-zone', 'America/New_York']
  await sides.as('north', 'sherpa', 'round', 'propose', '--title', 'Talks in Geneva', '--place', 'Geneva', '--format', 'bilateral', ...dates)
  const aide = await come('north', 'Sherpa (aide)')
  await aide.to('inside/mandates')
  await press(aide.page, 'Give a mandate')
  await choose(aide.page, 'Round', 'Talks in Geneva')
  await aide.page.getByRole('textbox', { name: 'What is sought' }).fill(MANDATE)
  await aide.page.getByRole('textbox', { name: 'May agree to' }).fill('Notice of exercises\nA line between staffs')
  await press(aide.page, 'Give it')
  await aide.page.getByText('A line between staffs').waitFor()
  await aide.to(`contacts/${contact}`)
  await press(aide.page, 'Draft a card')
  await aide.page.getByRole('textbox', { name: 'Title' }).fill(CARD)
  await aide.page.getByRole('textbox', { name: 'Words' }).fill('Asks about the inspectors first.')
  await press(aide.page, 'Keep the draft')
  await aide.page.getByText('Asks about the inspectors first.').waitFor()
  await aide.leave()

  // A second look by the same office, from another browser, and by another to which it is sealed.
  for (const role of ['Sherpa (aide)', 'Interpreter']) {
    const reader = await come('north', role)
    await reader.to(`contacts/${contact}`)
    await reader.page.getByText(CARD).waitFor()
    await reader.to('inside/mandates')
    await reader.page.getByText(MANDATE).waitFor()
    await reader.leave()
  }
  for (const [side, role] of /** @type {const} */ ([['north', 'Duty officer'], ['south', 'Sherpa (aide)']])) {
    const stranger = await come(side, role)
    await stranger.to(`contacts/${contact}`)
    await stranger.page.getByRole('heading', { name: 'What was said, in its order' }).waitFor()
    assert.equal(await stranger.page.getByText(CARD).count(), 0, `${side}, ${role}`)
    await stranger.to('inside/mandates')
    await stranger.page.waitForLoadState('networkidle')
    assert.equal(await stranger.page.getByText(MANDATE).count(), 0, `${side}, ${role}`)
    await stranger.leave()
  }
})

test('a record of contact is drafted, reviewed by one person and approved by another', { timeout: TEST_MS_MAX }, async () => {
  const aide = await come('north', 'Sherpa (aide)')
  await aide.to(`inside/records/new/${contact}`)
  await aide.page.getByRole('textbox', { name: 'What was said' }).fill(WORDS)
  await aide.page.getByRole('textbox', { name: 'Classification' }).fill('confidential')
  await press(aide.page, 'Keep it')
  await aide.page.waitForURL(/inside\/records\/[0-9a-f]{64}$/u)
  const note = /** @type {string} */ (/records\/([0-9a-f]{64})/u.exec(aide.page.url())?.[1])
  await aide.page.getByText('Draft', { exact: true }).waitFor()
  // Nobody approves an own draft.
  assert.equal(await aide.page.getByRole('button', { name: 'Approve', exact: true }).count(), 0)

  const interpreter = await come('north', 'Interpreter')
  await interpreter.page.getByRole('link', { name: 'Review a record of contact' }).click()
  await press(interpreter.page, 'Say that you reviewed it')
  await interpreter.page.getByRole('textbox', { name: 'Remarks, if you have any' }).fill('It was “could”, not “will”.')
  await confirm(interpreter.page, 'Say that you reviewed it')
  await interpreter.page.getByText('Reviewed', { exact: true }).waitFor()
  await interpreter.leave()

  const principal = await come('north', 'Principal')
  await principal.to(`inside/records/${note}`)
  await press(principal.page, 'Approve')
  await confirm(principal.page, 'Approve')
  await principal.page.getByText('Approved: this is the record').waitFor()
  await principal.leave()

  await aide.page.getByText('Approved: this is the record').waitFor()
  await aide.leave()
  // What the pages made is what the command line reads.
  const shown = await sides.as('north', 'sherpa', 'record', 'show', note)
  assert.equal(shown.text, WORDS)
  assert.equal(shown.state, 'approved')
  assert.equal(shown.reviewed[0].remarks, 'It was “could”, not “will”.')
})

test('a record’s words are shown after the line in the access log, and saved as Markdown', { timeout: TEST_MS_MAX }, async () => {
  const listed = async () => (await sides.as('north', 'sherpa', 'record', 'list')).records[0]
  const { record: note, openings: before } = await listed()
  const aide = await come('north', 'Sherpa (aide)')
  await aide.to(`inside/records/${note}`)
  assert.equal(await aide.page.getByText(WORDS).count(), 0)
  await press(aide.page, 'Open it')
  await aide.page.getByText(WORDS).waitFor()
  assert.equal((await listed()).openings, before + 1)
  const saving = aide.page.waitForEvent('download')
  await press(aide.page, 'Save as Markdown')
  const file = readFileSync(/** @type {string} */ (await (await saving).path()), 'utf8')
  assert.match(file, /^\*\*CONFIDENTIAL\*\*\n\n# Record of contact\n/u)
  assert.ok(file.includes(WORDS))
  await aide.page.getByRole('heading', { name: 'Who opened it' }).waitFor()
  await aide.page.getByText('On its list').first().waitFor()
  await aide.leave()
})

const HOLIDAYS = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20300107', 'RRULE:FREQ=YEARLY', 'SUMMARY:Christmas', 'END:VEVENT', 'END:VCALENDAR', '']

test('holidays and hours of rest are kept by one aide and marked on the bar of another, and the other side has none', { timeout: TEST_MS_MAX }, async () => {
  const aide = await come('north', 'Sherpa (aide)')
  await aide.to('capitals')
  const own = aide.page.getByRole('region', { name: /^North/u })
  const file = (/** @type {string} */ text) => ({ name: 'holidays.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) })
  await own.locator('input[type=file]').setInputFiles(file(HOLIDAYS.join('\r\n').replace(';VALUE=DATE:20300107', ':20300107T100000Z')))
  await own.getByText(/line 4, DTSTART: it has a time of day/u).waitFor()
  await own.locator('input[type=file]').setInputFiles(file(HOLIDAYS.join('\r\n')))
  await own.getByText('One holiday is kept').waitFor()
  await type_into(aide.page, 'From', '2130', own)
  await type_into(aide.page, 'Until', '0630', own)
  await own.getByRole('button', { name: 'Keep the hours' }).click()
  await own.getByRole('button', { name: 'Forget the hours' }).waitFor()
  const theirs = aide.page.getByRole('region', { name: 'South', exact: true })
  await type_into(aide.page, 'From', '2000', theirs)
  await type_into(aide.page, 'Until', '2100', theirs)
  await theirs.getByRole('button', { name: 'Keep the hours' }).click()
  await theirs.getByRole('button', { name: 'Forget the hours' }).waitFor()
  await aide.leave()

  const other = await come('north', 'Sherpa (aide)')
  await other.to('contacts/propose')
  await type_into(other.page, 'Day', '07012031')
  const notes = other.page.locator('.day-bar-notes')
  await other.page.getByText('Christmas on Tuesday, 7 January 2031').waitFor()
  const [north_told, south_told] = await notes.allTextContents()
  assert.match(north_told ?? '', /rest 00:00 to 06:30.*Christmas/u)
  assert.match(south_told ?? '', /rest 20:00 to 21:00/u)
  assert.ok(!south_told?.includes('Christmas'))
  await other.leave()

  const south = await come('south', 'Sherpa (aide)')
  await south.to('capitals')
  await south.page.getByText('None are kept').nth(3).waitFor()
  await south.leave()
})
