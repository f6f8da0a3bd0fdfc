// The pictures of README and docs/practice, taken of a real demonstration: `npm run pictures`.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { open_browser, open_page, sign_in, speech } from './browser.js'
import { Sides } from './sides.js'

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'pictures')
const SIZE = { width: 1_080, height: 720 }

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

/** @param {import('playwright-core').Page} page @param {string} name */
async function picture(page, name) {
  // What moves has come to rest, and nothing is under a pointer.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(700)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}

try {
  const contact = await sides.agreed_call()
  const principals = [await desk('north', 'Principal'), await desk('south', 'Principal')]
  await picture(principals[0], 'principal')
  const aide = await desk('north', 'Sherpa (aide)')
  await aide.goto(`${sides.desk('north')}contacts/${contact}`)
  await aide.getByRole('heading', { level: 1 }).waitFor()
  await picture(aide, 'contact')
  const duty = await desk('north', 'Duty officer')
  await duty.goto(`${sides.desk('north')}duty`)
  await duty.getByRole('heading', { level: 1 }).waitFor()
  await picture(duty, 'duty')
  await sides.confirm(contact)
  await Promise.all(principals.map((page) => page.getByRole('button', { name: 'Take the call' }).waitFor()))
  await picture(principals[0], 'ringing')
  await Promise.all(principals.map((page) => page.getByRole('button', { name: 'Take the call' }).click()))
  await principals[0].getByText('Floor open', { exact: true }).waitFor()
  await principals[0].waitForTimeout(6_000)
  await picture(principals[0], 'call')
  await principals[0].getByRole('button', { name: 'End the call' }).click()
  await principals[0].getByRole('alertdialog').getByRole('button', { name: 'End the call' }).click()
  await sides.as('north', 'press', 'readout', 'draft', contact, '--title', 'On the telephone call', '--office', 'press service of the leader', '--text', 'The two leaders spoke by telephone.', '--initiative-of', 'other', '--medium', 'phone-call').catch(() => undefined)
  const press = await desk('north', 'Press officer: press')
  await press.goto(`${sides.desk('north')}press`)
  await press.getByRole('heading', { level: 1 }).waitFor()
  await picture(press, 'press')
} finally {
  for (const browser of Object.values(browsers)) await browser.close()
  await sides.stop()
}
