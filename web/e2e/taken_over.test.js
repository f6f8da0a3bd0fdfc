// A call that goes from one tab of a browser to another: by one press, and by itself from there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { WATCH, media_of, open_browser, speech } from './browser.js'
import { call_has_ended, end_call, floor_opens, media_within, principal_at, take_call, wait, was_heard } from './callers.js'
import { Sides } from './sides.js'

/** From the press until something is heard, as after a reload. */
const BACK_WITHIN_MS = 3_000
const HEARD_MS_MAX = 20_000

/** @type {Sides} */
let sides
/** @type {Record<'north' | 'south', import('playwright-core').Browser>} */
let browsers

before(async () => {
  sides = await Sides.make()
  browsers = { north: await open_browser(speech('north-principal.wav')), south: await open_browser(speech('south-principal.wav')) }
})

after(async () => {
  for (const browser of Object.values(browsers ?? {})) await browser.close()
  await sides?.stop()
})

/** @param {import('playwright-core').Page} page */
async function heard_after(page) {
  const began = Date.now()
  while ((await media_of(page).catch(() => ({ energy: 0 }))).energy === 0) {
    assert.ok(Date.now() - began < HEARD_MS_MAX, 'nothing is heard in the tab that took over')
    await wait(20)
  }
  return Date.now() - began
}

test('the tab that takes over goes back into the call by itself, muted as it was; a tab that is only opened does not', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal_at(browsers.north, sides.desk('north')), await principal_at(browsers.south, sides.desk('south'))]
  await sides.confirm(await sides.agreed_call())
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  await media_within(north.page, 1_000)

  const second = await north.page.context().newPage()
  await second.addInitScript(WATCH)
  await second.goto(sides.desk('north'))
  await second.getByRole('heading', { name: 'This call is held in another tab' }).waitFor()
  assert.deepEqual(await second.evaluate(() => globalThis.watched.connections.length), 0)
  was_heard(await media_within(south.page))

  await second.getByRole('button', { name: 'Take the call over' }).click()
  const back_ms = await heard_after(second)
  assert.ok(back_ms <= BACK_WITHIN_MS, `back after ${back_ms} ms`)
  await floor_opens(second)
  was_heard(await media_within(south.page))
  // The first says so, sends nothing more, and can take it back: muted this time, and so it stays.
  await north.page.getByRole('heading', { name: 'This call is held in another tab' }).waitFor()
  assert.equal((await media_within(north.page, 1_000)).sent, 0)
  await second.getByRole('button', { name: /You are heard/u }).click()
  await north.page.getByRole('button', { name: 'Take the call over' }).click()
  await floor_opens(north.page)
  await north.page.getByRole('button', { name: /^Muted/u }).waitFor()

  await end_call(north.page)
  await call_has_ended(south.page)
  // What is over is taken up by no tab, and the one that waits says no longer that it would be.
  await second.getByRole('heading', { name: 'This desk is open in another tab' }).waitFor()
  await second.getByRole('button', { name: 'Go on here' }).click()
  await second.locator('.desk-main h1').waitFor({ state: 'attached' })
  await wait(1_000)
  assert.equal(await second.getByText('Floor open', { exact: true }).count(), 0)
})
