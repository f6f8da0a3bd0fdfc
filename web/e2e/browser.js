// Debian's Chromium with a speech file as its microphone.
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Speech of the demonstration. @param {string} name */
export function speech(name) {
  return join(ROOT, 'assets', 'speech', name)
}

/** @param {string} microphone WAV file that is said over and over */
export async function open_browser(microphone) {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  })
}

/**
 * A page of its own, with what it reported on the console and against its policy.
 * @param {import('playwright-core').Browser} browser
 */
export async function open_page(browser) {
  const context = await browser.newContext()
  const page = await context.newPage()
  /** @type {string[]} */
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints }
}

/** Takes a demonstration key. @param {import('playwright-core').Page} page @param {string} url @param {string} role */
export async function sign_in_as(page, url, role) {
  await page.goto(url)
  await page.getByText(/Demonstration: a key/u).waitFor()
  await page.evaluate(async (wanted) => {
    await globalThis.detente_for_tests.act('use-demo-key', { role: wanted })
  }, role)
}
