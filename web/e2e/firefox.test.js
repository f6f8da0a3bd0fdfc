// Firefox as Debian has it: the desks work there; a call is refused, with the reason, before anything is sent.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { FIREFOX, Firefox } from './firefox.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 120_000
const skip = existsSync(FIREFOX) ? false : `there is no ${FIREFOX} here`

/** @type {Sides} */
let sides
/** @type {Firefox} */
let firefox

before(async () => {
  if (skip !== false) return
  ;[sides, firefox] = await Promise.all([Sides.make(), Firefox.open()])
})

after(async () => {
  await firefox?.close()
  await sides?.stop()
})

/** Signed in by a demonstration's key. @param {import('./sides.js').SideKey} side @param {string} role */
async function come(side, role) {
  const person = await firefox.person()
  await person.goto(sides.desk(side))
  await person.shows('Demonstration', 'h1, h2')
  await person.press(role, '.demo-key label')
  await person.press('Use the demonstration key', 'button')
  await person.shows('', '.desk-main h1')
  return person
}

/** @param {import('./firefox.js').Person} person */
async function is_content(person) {
  assert.deepEqual(await person.evaluate('watched.forbidden'), [])
  assert.deepEqual(person.complaints, [])
}

test('desks work in Firefox', { timeout: TEST_MS_MAX, skip }, async () => {
  const contact = await sides.agreed_call()
  const aide = await come('north', 'Sherpa (aide)')
  await aide.press('Contacts', '.desk-nav a')
  await aide.shows('Agreed', '.desk-main span')
  await aide.goto(`${sides.desk('north')}contacts/${contact}`)
  await aide.shows('security guarantees', '.desk-main bdi')
  await is_content(aide)

  const press = await come('north', 'Press officer: press')
  await press.press('Press', '.desk-nav a')
  await press.shows('Press', '.desk-main h1')
  await is_content(press)
})

test('Firefox refuses the call, says why, and opens no connection', { timeout: TEST_MS_MAX, skip }, async () => {
  const principal = await come('north', 'Principal')
  assert.match(await principal.evaluate('navigator.userAgent'), /Firefox\/\d/u)
  // What the page asks of a browser before a call, and what Firefox has not.
  const codecs = await principal.evaluate('RTCRtpReceiver.getCapabilities("audio").codecs.map(({ mimeType }) => mimeType.toLowerCase())')
  assert.ok(codecs.includes('audio/opus') && !codecs.includes('audio/red'), String(codecs))
  await principal.shows('This browser can’t send a voice whose size tells nothing, nor play what is sent again.', '.desk-main *')
  await principal.shows('Use a current Chromium or Edge, or the native terminal', '.desk-main *')
  assert.equal(await principal.evaluate('watched.connections'), 0)
  await is_content(principal)
})
