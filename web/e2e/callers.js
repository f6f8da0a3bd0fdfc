// What tests of calls do before the desk and in the call, as a person does it.
import assert from 'node:assert/strict'

import { media_of, open_page, sign_in } from './browser.js'

export const SPEAKS_MS = 5_000
/** Frames of 20 ms. */
export const FRAMES_A_SECOND = 50

/** @param {number} ms */
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** A principal before the desk, signed in. @param {import('playwright-core').Browser} browser @param {string} desk */
export async function principal_at(browser, desk) {
  const opened = await open_page(browser)
  await sign_in(opened.page, desk, 'Principal')
  return opened
}

/** @param {import('playwright-core').Page} page */
export async function take_call(page) {
  await page.getByRole('button', { name: 'Take the call' }).click({ timeout: 30_000 })
}

/** @param {import('playwright-core').Page} page */
export async function floor_opens(page) {
  await page.getByText('Floor open', { exact: true }).waitFor({ timeout: 20_000 })
}

/** @param {import('playwright-core').Page} page */
export async function end_call(page) {
  await page.getByRole('button', { name: 'End the call' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End the call' }).click()
}

/** @param {import('playwright-core').Page} page */
export async function call_has_ended(page) {
  await page.getByRole('heading', { name: 'The call has ended' }).waitFor({ timeout: 10_000 })
}

/** What came within a while, and only within it. @param {import('playwright-core').Page} page */
export async function media_within(page, ms = SPEAKS_MS) {
  const from = await media_of(page)
  await wait(ms)
  const to = await media_of(page)
  return Object.fromEntries(Object.entries(to).map(([name, value]) => [name, value - from[/** @type {keyof typeof from} */ (name)]]))
}

/** @param {Record<string, number>} media  @param {number} of_sent the share of packets that came, where none of the test's own takes some */
export function was_heard(media, ms = SPEAKS_MS, of_sent = 0.9) {
  assert.ok(media.received > of_sent * FRAMES_A_SECOND * (ms / 1_000), `packets: ${JSON.stringify(media)}`)
  assert.ok(media.energy > 0, `energy: ${JSON.stringify(media)}`)
}
