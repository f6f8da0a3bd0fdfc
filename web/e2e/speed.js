// What a person waits for in the web client, against its goals: `npm run speed`. Wants a quiet machine.
import { open_browser, open_page, sign_in, speech } from './browser.js'
import { call_has_ended, end_call, floor_opens, wait } from './callers.js'
import { Sides } from './sides.js'

/** @typedef {import('playwright-core').Page} Page */

const CALLS = 11
const VISITS = 11
const PROFILE_MS = 10_000
/** Medians in milliseconds, and of one core. */
const GOALS = { join_to_audio_ms: 700, home_ms: 1_500, transform_share: 0.03 }
const TITLE = '.desk-main h1'

const sides = await Sides.make()
const browsers = { north: await open_browser(speech('north-principal.wav')), south: await open_browser(speech('south-principal.wav')) }

/** @param {number[]} figures */
function spread(figures) {
  const sorted = figures.map(Math.round).toSorted((one, two) => one - two)
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1), of: sorted.length }
}

/** @param {'north' | 'south'} side */
async function principal(side) {
  const { page } = await open_page(browsers[side])
  await sign_in(page, sides.desk(side), 'Principal')
  return page
}

/** When this page's call was taken and when something was heard in it, in milliseconds since 1970. @param {Page} page @returns {Promise<{ taken: number, heard: number }>} */
async function take_and_hear(page) {
  const button = page.getByRole('button', { name: 'Take the call' })
  await button.waitFor()
  const both = page.evaluate(async () => {
    const now = () => performance.timeOrigin + performance.now()
    const known = new Set(globalThis.watched.connections)
    /** @type {number} */
    const taken = await new Promise((at) => document.addEventListener('click', () => at(now()), { capture: true, once: true }))
    for (;;) {
      for (const connection of globalThis.watched.connections.filter((one) => !known.has(one))) {
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type === 'inbound-rtp' && entry.kind === 'audio' && entry.totalAudioEnergy > 0) return { taken, heard: now() }
        }
      }
      await new Promise((soon) => setTimeout(soon, 5))
    }
  })
  await button.click()
  return await both
}

/** How much of a core the page's worker needs, by the browser's own profiler. @param {Page} page */
async function share_of_worker(page) {
  const devtools = await page.context().newCDPSession(page)
  /** @type {(method: string) => Promise<any>} */
  let ask = () => Promise.reject(new Error('there is no worker to look at'))
  /** @type {Map<number, (answer: any) => void>} */
  const waiting = new Map()
  devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message)
    waiting.get(id)?.(result)
  })
  devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type !== 'worker') return
    ask = (method) =>
      new Promise((answer, refuse) => {
        const id = waiting.size + 1
        waiting.set(id, answer)
        devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(refuse)
      })
  })
  await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  await ask('Profiler.enable')
  await ask('Profiler.start')
  await wait(PROFILE_MS)
  const { profile } = await ask('Profiler.stop')
  await devtools.detach()
  const idle = new Set(profile.nodes.filter((/** @type {any} */ node) => node.callFrame.functionName === '(idle)').map((/** @type {any} */ node) => node.id))
  let [busy, all] = [0, 0]
  profile.samples.forEach((/** @type {number} */ node, /** @type {number} */ at) => {
    all += profile.timeDeltas[at]
    if (!idle.has(node)) busy += profile.timeDeltas[at]
  })
  return busy / all
}

/** From the address to a desk that answers: empty cache, the key at hand. @param {Page} page */
async function visit(page) {
  await page.goto('about:blank')
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.clearBrowserCache')
  await devtools.detach()
  const began = Date.now()
  await page.goto(sides.desk('north'), { waitUntil: 'commit' })
  await page.locator(TITLE).first().waitFor()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))))
  return Date.now() - began
}

try {
  const pages = [await principal('north'), await principal('south')]
  const joins = []
  let transform_share = 0
  for (let call = 0; call < CALLS; call += 1) {
    const contact = await sides.agreed_call()
    await sides.confirm(contact)
    const both = await Promise.all(pages.map(take_and_hear))
    // Nobody can be heard before both took it.
    const taken = Math.max(...both.map((one) => one.taken))
    joins.push(...both.map(({ heard }) => heard - taken))
    await Promise.all(pages.map(floor_opens))
    if (call === 0) transform_share = await share_of_worker(pages[0])
    await end_call(pages[0])
    await Promise.all(pages.map(call_has_ended))
    await Promise.all(pages.map((page, at) => page.goto(sides.desk(at === 0 ? 'north' : 'south'))))
  }
  const visits = []
  for (let number = 0; number < VISITS; number += 1) visits.push(await visit(pages[0]))
  console.log(JSON.stringify({ join_to_audio_ms: spread(joins), home_ms: spread(visits), transform_share: Number(transform_share.toFixed(4)), goals: GOALS }, null, 2))
} catch (thrown) {
  console.error(thrown)
  process.exitCode = 1
} finally {
  for (const browser of Object.values(browsers)) await browser.close()
  await sides.stop()
}
