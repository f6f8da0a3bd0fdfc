// The pictures of README and docs/practice, taken of a real demonstration: `npm run pictures`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { open_browser, open_page, sign_in, speech } from './browser.js'
import { Sides } from './sides.js'

/** @typedef {import('playwright-core').Page} Page */

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'pictures')
const SIZE = { width: 1_080, height: 880 }
const DAY_MS = 86_400_000

mkdirSync(FOLDER, { recursive: true })
const sides = await Sides.make()
const browsers = { north: await open_browser(speech('north-principal.wav')), south: await open_browser(speech('south-principal.wav')) }

/** @param {'north' | 'south'} side @param {string} role */
async function desk(side, role) {
  const { page } = await open_page(browsers[side])
  await page.setViewportSize(SIZE)
  await sign_in(page, sides.desk(side), role)
  return page
}

/** Of a place of North's desk, once it shows a heading. @param {Page} page @param {string} path @param {string} name @param {string} [shown] scrolled to */
async function picture_of(page, path, name, shown) {
  await page.goto(`${sides.desk('north')}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  if (shown !== undefined) await page.getByText(shown).first().evaluate((at) => at.scrollIntoView({ block: 'start' }))
  await picture(page, name)
}

/** @param {Page} page @param {string} name */
async function picture(page, name) {
  // What moves has come to rest, and nothing is under a pointer.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(700)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}

/** From the agreed contact to the press desk. @param {Page} aide @param {string} contact */
async function the_call(aide, contact) {
  const principals = [await desk('north', 'Principal'), await desk('south', 'Principal')]
  await picture(principals[0], 'principal')
  await picture_of(aide, `contacts/${contact}`, 'contact')
  const duty = await desk('north', 'Duty officer')
  await picture_of(duty, 'duty', 'duty')
  await sides.confirm(contact)
  await Promise.all(principals.map((page) => page.getByRole('button', { name: 'Take the call' }).waitFor()))
  await picture(principals[0], 'ringing')
  await duty.getByText('Ringing', { exact: true }).nth(1).waitFor()
  await duty.getByText('Ringing', { exact: true }).first().evaluate((at) => at.scrollIntoView({ block: 'center' }))
  await picture(duty, 'called')
  await Promise.all(principals.map((page) => page.getByRole('button', { name: 'Take the call' }).click()))
  await principals[0].getByText('Floor open', { exact: true }).waitFor()
  await principals[0].waitForTimeout(6_000)
  await picture(principals[0], 'call')
  await principals[0].getByRole('button', { name: 'End the call' }).click()
  await principals[0].getByRole('alertdialog').getByRole('button', { name: 'End the call' }).click()
}

/** @param {string} contact */
async function the_press(contact) {
  const facts = ['--initiative-of', 'other', '--medium', 'phone-call']
  await sides.as('north', 'press', 'readout', 'draft', contact, '--title', 'On the telephone call', '--office', 'press service of the leader', '--text', 'The two leaders spoke by telephone.', ...facts).catch(() => undefined)
  await picture_of(await desk('north', 'Press officer: press'), 'press', 'press')
}

/** A track with a round, a paper, a joint statement and a silence procedure. @param {Page} aide */
async function the_talks(aide) {
  /** @param {string[]} args */
  const north = (...args) => sides.as('north', 'sherpa', ...args)
  /** @param {string[]} args */
  const south = (...args) => sides.as('south', 'sherpa', ...args)
  const on = (/** @type {number} */ days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)
  const zones = ['--zone', 'Europe/Moscow', '--other-zone', 'America/New_York']

  const { track } = await north('track', 'open', '--title', 'Security guarantees')
  await north('track', 'aim', track, '--text', 'Guarantees that bind.')
  await until(() => south('track', 'open', track))
  await south('track', 'aim', track, '--text', 'Fewer missiles.')
  const where = ['--place', 'Geneva', '--place-zone', 'Europe/Zurich', '--format', 'bilateral', '--dates', 'fixed']
  const when = ['--start', `${on(12)}T10:00`, '--end', `${on(12)}T18:00`, ...zones]
  const { round } = await north('round', 'propose', '--title', 'First round of talks', '--track', track, ...where, ...when)
  await until(() => south('round', 'accept', round))
  await picture_of(aide, `tracks/${track}`, 'track')
  await picture_of(aide, `rounds/${round}`, 'round')

  const text = 'The parties exclude further enlargement.\nThey do not deploy missiles within reach of each other.\nThey use their military hotlines.'
  const { subject: paper } = await north('paper', 'hand-over', '--kind', 'proposal', '--title', 'Draft treaty', '--text', text, '--reply-by', `${on(9)}T12:00:00+01:00`)
  await until(() => south('paper', 'acknowledge', paper))
  await north('paper', 'version', paper, '--text', text.replace('further enlargement', 'any [further] enlargement'))
  await picture_of(aide, `papers/${paper}`, 'paper')

  const release_at = `${on(12)}T20:00:00+01:00`
  const { subject: joint_statement } = await north('joint-statement', 'propose', '--title', 'Joint statement', '--text', 'The parties met in Geneva and will meet again.', '--release-at', release_at, '--language', 'en')
  await until(() => south('joint-statement', 'accept', joint_statement))
  await picture_of(aide, `joint-statements/${joint_statement}`, 'joint-statement')

  const { silence } = await south('silence', 'propose', '--title', 'Dates of the second round', '--text', 'The second round begins a week later.', '--expires', `${on(4)}T10:00`, '--zone', 'America/New_York', '--other-zone', 'Europe/Moscow')
  await until(() => north('silence', 'show', silence))
  await picture_of(aide, `silence/${silence}`, 'silence')

  await south('message', 'send', '--title', 'Incident at sea', '--precedence', 'immediate', '--language', 'en', '--text', 'A fishing boat is adrift near the buoy. Our coast guard goes there unarmed.')
  await picture_of(await desk('north', 'Duty officer'), 'messages', 'messages')
}

/** @param {string} contact @param {Page} aide */
async function inside(contact, aide) {
  const note = ['--text', 'Both spoke of guarantees. Officials meet in Geneva.', '--classification', 'confidential', '--keep-until', '2052-01-01T00:00:00Z']
  await sides.as('north', 'sherpa', 'record', 'draft', contact, ...note)
  await picture_of(aide, 'inside/records', 'records')
}

/** What the other side sent isn't here at once. @param {() => Promise<unknown>} does */
async function until(does) {
  const give_up = Date.now() + 20_000
  for (;;) {
    try {
      return await does()
    } catch (thrown) {
      if (Date.now() > give_up) throw thrown
    }
  }
}

try {
  const contact = await sides.agreed_call()
  const aide = await desk('north', 'Sherpa (aide)')
  await the_call(aide, contact)
  await the_press(contact)
  await the_talks(aide)
  await inside(contact, aide)
} finally {
  for (const browser of Object.values(browsers)) await browser.close()
  await sides.stop()
}
