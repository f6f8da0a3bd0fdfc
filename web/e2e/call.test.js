// A call as its people hold it: two pages in Chromium on two nodes, a page and a native terminal, bad lines,
// a page that is loaded anew, and pages that can't encrypt.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { forbidden_in, media_of, open_browser, open_page, sign_in, speech, tapped_sizes } from './browser.js'
import { FRAMES_A_SECOND, SPEAKS_MS, call_has_ended, end_call, floor_opens, media_within, principal_at, take_call, wait, was_heard } from './callers.js'
import { LossyLine } from './lossy_line.js'
import { readable_in, whole_call, wrong_in_counters } from './sframe.js'
import { Sides } from './sides.js'

const CONCEALED_MAX = 0.03
/** Three Opus frames of 60 bytes with their lengths, an SFrame header and a tag (docs/protocol/media.md). Opus in clear has 60. */
const PACKET_BYTES = 207
const BACK_WITHIN_MS = 3_000

/** @type {Sides} */
let sides
/** @type {LossyLine} */
let line
/** @type {Record<'north' | 'south', import('playwright-core').Browser>} */
let browsers

before(async () => {
  line = await LossyLine.open()
  sides = await Sides.make({ line })
  browsers = { north: await open_browser(speech('north-principal.wav')), south: await open_browser(speech('south-principal.wav')) }
})

after(async () => {
  for (const browser of Object.values(browsers ?? {})) await browser.close()
  await sides?.stop()
  line?.close()
})

/** @param {'north' | 'south'} side */
const principal = (side) => principal_at(browsers[side], sides.desk(side))

test('two pages on two nodes hear each other from the same moment, and the relays carry one size', { timeout: 120_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  const contact = await sides.agreed_call()
  const taps = /** @type {const} */ (['north', 'south']).map((side) => join(sides.dir, side, 'relay.tap'))
  await sides.confirm(contact)
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  const [at_north, at_south] = await Promise.all([media_within(north.page), media_within(south.page)])
  was_heard(at_north)
  was_heard(at_south)
  for (const media of [at_north, at_south]) assert.ok(media.concealed <= CONCEALED_MAX * media.samples, `concealed: ${JSON.stringify(media)}`)
  await end_call(north.page)
  await Promise.all([call_has_ended(north.page), call_has_ended(south.page)])
  for (const tap of taps) {
    const { sizes, count } = tapped_sizes(tap)
    assert.ok(count > FRAMES_A_SECOND, `${tap}: ${count}`)
    assert.deepEqual([...sizes.keys()], [PACKET_BYTES], `${tap}: ${JSON.stringify([...sizes])}`)
    // Each is an SFrame of one of the two devices, none twice under one counter, and noise to who has no key.
    // What either page received crossed both relays; how much that is was asked above.
    const least = at_north.received + at_south.received
    const frames = await whole_call(tap, least)
    assert.ok(frames.length >= least, `${tap}: ${frames.length} of ${at_north.received} and ${at_south.received}`)
    assert.deepEqual(wrong_in_counters(frames), { wrong: [], senders: [0, 1] })
    assert.deepEqual(readable_in(frames.map(({ sealed }) => sealed)), [], tap)
  }
  for (const { page, complaints } of [north, south]) {
    assert.deepEqual(await forbidden_in(page), [])
    assert.deepEqual(complaints, [])
    await page.context().close()
  }
})

test('a page and a native terminal hold the same call', { timeout: 120_000 }, async () => {
  const north = await principal('north')
  const contact = await sides.agreed_call()
  const terminal = sides.start('south', 'call', 'join', contact, '--as', 'principal', '--say', speech('south-principal.wav'), '--for', '7', '--wait', '60')
  await sides.confirm(contact)
  await take_call(north.page)
  await floor_opens(north.page)
  was_heard(await media_within(north.page))
  const report = await terminal
  assert.equal(report.end_code, 'hung-up')
  assert.ok(report.media.decrypted > 0.8 * 7 * FRAMES_A_SECOND, `the terminal decrypted ${report.media.decrypted}`)
  assert.equal(report.words.split(' ').length, 6)
  await call_has_ended(north.page)
  await north.page.context().close()
})

test('with a fifth of the line lost at most three of a hundred samples are made up', { timeout: 120_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  const contact = await sides.agreed_call()
  await sides.confirm(contact)
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  line.lose(0.2)
  // The buffer learns how late repeats come.
  await wait(2_000)
  const heard = await Promise.all([media_within(north.page, 10_000), media_within(south.page, 10_000)])
  line.lose(0)
  for (const media of heard) {
    // A fifth is taken away, and one in seventeen of the rest may be late.
    was_heard(media, 10_000, 0.75)
    assert.ok(media.concealed <= CONCEALED_MAX * media.samples, `concealed: ${JSON.stringify(media)}`)
  }
  assert.ok(line.dropped > 50, `dropped ${line.dropped}`)
  await end_call(south.page)
  await Promise.all([call_has_ended(north.page), call_has_ended(south.page)])
  for (const { page } of [north, south]) await page.context().close()
})

test('a page loaded anew in mid-call is back within three seconds, without being asked', { timeout: 120_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  const contact = await sides.agreed_call()
  await sides.confirm(contact)
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  const began = Date.now()
  await north.page.reload({ waitUntil: 'commit' })
  for (;;) {
    if ((await media_of(north.page).catch(() => ({ energy: 0 }))).energy > 0) break
    assert.ok(Date.now() - began < 20_000, 'nothing is heard after the page was loaded anew')
    await wait(20)
  }
  const back_ms = Date.now() - began
  await floor_opens(north.page)
  was_heard(await media_within(south.page))
  assert.ok(back_ms <= BACK_WITHIN_MS, `back after ${back_ms} ms`)
  await end_call(north.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})

test('what a page can\'t open is silence: nothing of it is played', { timeout: 120_000 }, async () => {
  const opened = await open_page(browsers.north)
  // As if the keys were of another epoch: what comes in differs in its last bit before the core sees it.
  await opened.page.route('**/assets/worker-*.js', async (route) => {
    // This process resolves no names below localhost, as the browser does.
    const answer = await route.fetch({ url: route.request().url().replace(/north\.localhost/u, '127.0.0.1') })
    await route.fulfill({ response: answer, body: `(${damage_what_comes})();\n${await answer.text()}` })
  })
  await sign_in(opened.page, sides.desk('north'), 'Principal')
  const south = await principal('south')
  const contact = await sides.agreed_call()
  await sides.confirm(contact)
  await Promise.all([take_call(opened.page), take_call(south.page)])
  await Promise.all([floor_opens(opened.page), floor_opens(south.page)])
  const media = await media_within(opened.page)
  assert.ok(media.received > 0.9 * FRAMES_A_SECOND * (SPEAKS_MS / 1_000), `packets came: ${JSON.stringify(media)}`)
  assert.ok(media.energy < 1e-6, `something was played: ${JSON.stringify(media)}`)
  was_heard(await media_within(south.page))
  await end_call(south.page)
  await call_has_ended(opened.page)
  for (const { page } of [opened, south]) await page.context().close()
})

function damage_what_comes() {
  const through = ReadableStream.prototype.pipeThrough
  ReadableStream.prototype.pipeThrough = function (transform, options) {
    const damage = new TransformStream({
      transform(frame, onward) {
        const bytes = new Uint8Array(frame.data)
        // Sealed frames are longer than any that the encoder makes.
        if (bytes.length > 100) bytes[bytes.length - 1] ^= 1
        frame.data = bytes.buffer
        onward.enqueue(frame)
      },
    })
    return through.call(through.call(this, damage), transform, options)
  }
}

test('without its worker a page sends nothing more, and says so', { timeout: 120_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  const contact = await sides.agreed_call()
  await sides.confirm(contact)
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  await wait(1_000)
  for (const worker of north.page.workers()) await worker.evaluate(() => self.close()).catch(() => undefined)
  await wait(1_500)
  const { sent } = await media_within(north.page, 2_000)
  assert.equal(sent, 0, 'a page without its keys went on sending')
  await north.page.getByText('The part of this page that holds the keys has stopped').waitFor({ timeout: 20_000 })
  await end_call(south.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})

test('a transform that is taken off lets no frame out', { timeout: 120_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  const contact = await sides.agreed_call()
  await sides.confirm(contact)
  await Promise.all([take_call(north.page), take_call(south.page)])
  await Promise.all([floor_opens(north.page), floor_opens(south.page)])
  await wait(1_000)
  await north.page.evaluate(() => {
    for (const sender of globalThis.watched.connections.at(-1).getSenders()) {
      try {
        sender.transform = null
      } catch {
        // The page keeps it.
      }
    }
  })
  await wait(3_000)
  const { sizes } = tapped_sizes(join(sides.dir, 'north', 'relay.tap'))
  assert.deepEqual([...sizes.keys()], [PACKET_BYTES], JSON.stringify([...sizes]))
  await end_call(south.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})

test('a browser that can\'t encrypt between devices is refused, with the reason', { timeout: 60_000 }, async () => {
  const { page } = await open_page(browsers.north)
  await page.addInitScript(() => {
    delete globalThis.RTCRtpScriptTransform
  })
  await sign_in(page, sides.desk('north'), 'Principal')
  const contact = await sides.agreed_call()
  await page.getByText(/can.t encrypt a call between the devices/u).first().waitFor({ timeout: 20_000 })
  assert.equal(await page.evaluate(() => globalThis.watched.connections.length), 0)
  await sides.as('north', 'sherpa', 'contact', 'cancel', contact)
  await page.context().close()
})

test('a browser whose voice has no constant size is refused, with the reason', { timeout: 60_000 }, async () => {
  const { page } = await open_page(browsers.south)
  // As Firefox: Opus, and no RED.
  await page.addInitScript(() => {
    const real = RTCRtpReceiver.getCapabilities.bind(RTCRtpReceiver)
    RTCRtpReceiver.getCapabilities = (kind) => ({ ...real(kind), codecs: real(kind).codecs.filter(({ mimeType }) => mimeType !== 'audio/red') })
  })
  await sign_in(page, sides.desk('south'), 'Principal')
  const contact = await sides.agreed_call()
  await page.getByText(/whose size tells nothing/u).first().waitFor({ timeout: 20_000 })
  assert.equal(await page.evaluate(() => globalThis.watched.connections.length), 0)
  await sides.as('south', 'sherpa', 'contact', 'cancel', contact)
  await page.context().close()
})
