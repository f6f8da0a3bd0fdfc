// Debian's Chromium with a speech file as its microphone, and what a test looks at in its pages.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { chromium } from 'playwright-core'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** Until a page shows what it is to show. */
const SHOWN_MS_MAX = 20_000
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Speech of the demonstration. @param {string} name */
export function speech(name) {
  return join(ROOT, 'assets', 'speech', name)
}

/** @param {string} microphone WAV file that is said over and over */
export async function open_browser(microphone, cameras = 1) {
  return await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      `--use-fake-device-for-media-stream=device-count=${cameras}`,
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
      // A script that a test put in the place of the node's counts as another network's.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ],
  })
}

/** Runs in each page before its own scripts: remembers connections and what the policy forbade. */
export const WATCH = () => {
  const real = globalThis.RTCPeerConnection
  globalThis.watched = { connections: [], forbidden: [], cameras: [] }
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted)
    globalThis.watched.cameras.push(...stream.getVideoTracks())
    return stream
  }
  globalThis.__ran = []
  globalThis.RTCPeerConnection = class extends real {
    /** @param {any[]} options */
    constructor(...options) {
      super(...options)
      globalThis.watched.connections.push(this)
    }
  }
  document.addEventListener('securitypolicyviolation', (event) => globalThis.watched.forbidden.push(`${event.violatedDirective}: ${event.blockedURI}`))
}

/**
 * A page of its own, with what it complained of.
 * @param {import('playwright-core').Browser} browser
 */
export async function open_page(browser) {
  const context = await browser.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  /** @type {string[]} */
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(WATCH)
  return { page, complaints }
}

/** As a person does it: opens the desk, chooses a role, takes its demonstration key. @param {import('playwright-core').Page} page @param {string} url @param {string} role */
export async function sign_in(page, url, role) {
  await page.goto(url)
  await page.getByRole('heading', { name: /Demonstration/u }).waitFor()
  await page.getByRole('radio', { name: role, exact: true }).check({ force: true })
  await page.getByRole('button', { name: 'Use the demonstration key' }).click()
  await page.getByText('Demonstration: a key').waitFor({ state: 'detached' })
}

/**
 * Takes the demonstration key of this label; the desk is there.
 * @param {import('playwright-core').Browser} browser @param {import('./sides.js').Sides} sides @param {import('./sides.js').SideKey} side @param {string} label
 */
export async function come(browser, sides, side, label) {
  const { page, complaints } = await open_page(browser)
  page.setDefaultTimeout(SHOWN_MS_MAX)
  await page.goto(sides.desk(side))
  await page.getByRole('radio', { name: label, exact: true }).check({ force: true })
  await page.getByRole('button', { name: 'Use the demonstration key' }).click()
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
  return { page, complaints, leave: () => page.context().close() }
}

/** Voice of all connections of a page together. @param {import('playwright-core').Page} page */
export async function media_of(page) {
  return await page.evaluate(async () => {
    const all = { sent: 0, received: 0, lost: 0, energy: 0, concealed: 0, samples: 0, silent_concealed: 0 }
    for (const connection of globalThis.watched.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.kind === 'video') continue
        if (entry.type === 'outbound-rtp') all.sent += entry.packetsSent
        if (entry.type !== 'inbound-rtp') continue
        all.received += entry.packetsReceived
        all.lost += entry.packetsLost
        all.energy += entry.totalAudioEnergy
        all.concealed += entry.concealedSamples
        all.silent_concealed += entry.silentConcealedSamples
        all.samples += entry.totalSamplesReceived
      }
    }
    return all
  })
}

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
export async function forbidden_in(page) {
  return await page.evaluate(() => globalThis.watched.forbidden)
}

/** Of all cameras and pictures of a page together. @param {import('playwright-core').Page} page */
export async function pictures_of(page) {
  return await page.evaluate(async () => {
    const all = { sent: 0, received: 0, decoded: 0, width: 0, height: 0 }
    for (const connection of globalThis.watched.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.kind !== 'video') continue
        if (entry.type === 'outbound-rtp') all.sent += entry.packetsSent
        if (entry.type !== 'inbound-rtp') continue
        all.received += entry.packetsReceived
        all.decoded += entry.framesDecoded ?? 0
        all.width = Math.max(all.width, entry.frameWidth ?? 0)
        all.height = Math.max(all.height, entry.frameHeight ?? 0)
      }
    }
    return all
  })
}

/** Whether a page was ever asked for its camera, and how many of its cameras are on. @param {import('playwright-core').Page} page */
export async function cameras_of(page) {
  return await page.evaluate(() => ({ asked: globalThis.watched.cameras.length, on: globalThis.watched.cameras.filter((track) => track.readyState === 'live').length }))
}

/**
 * Types into a day or time of segments.
 * @param {import('playwright-core').Page} page @param {string} label @param {string} digits
 * @param {import('playwright-core').Page | import('playwright-core').Locator} within where several are called so
 */
export async function type_into(page, label, digits, within = page) {
  await within.getByRole('group', { name: label }).getByRole('spinbutton').first().focus()
  await page.keyboard.type(digits, { delay: 20 })
}

/** What a relay carried, in its order, as far as it is wholly written. @param {string} path */
export function tapped(path) {
  const bytes = readFileSync(path)
  /** @type {Buffer[]} */
  const payloads = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end <= bytes.length) payloads.push(bytes.subarray(at + 4, end))
    at = end
  }
  return payloads
}

/** Sizes of what a relay carried. @param {string} path */
export function tapped_sizes(path) {
  /** @type {Map<number, number>} */
  const sizes = new Map()
  const payloads = tapped(path)
  for (const { length } of payloads) sizes.set(length, (sizes.get(length) ?? 0) + 1)
  return { sizes, count: payloads.length }
}
