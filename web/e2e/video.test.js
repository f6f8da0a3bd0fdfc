// A videoconference between two pages in Chromium on two nodes, and a phone call that has nothing of it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { cameras_of, forbidden_in, open_browser, open_page, pictures_of, sign_in, speech, tapped } from './browser.js'
import { call_has_ended, end_call, floor_opens, media_within, principal_at, take_call, wait, was_heard } from './callers.js'
import { Sides } from './sides.js'

const SEEN_WITHIN_MS = 20_000
/** Of voice (docs/protocol/media.md). */
const PACKET_BYTES = 207
/** In clear before every sealed picture, whatever it shows. */
const CLEAR_KEY = Buffer.from('3000009d012a80026801', 'hex')
const CLEAR_DELTA = Buffer.from('310000', 'hex')

/** @type {Sides} */
let sides
/** @type {Record<'north' | 'south', import('playwright-core').Browser>} */
let browsers

before(async () => {
  sides = await Sides.make()
  browsers = { north: await open_browser(speech('north-principal.wav'), 3), south: await open_browser(speech('south-principal.wav')) }
})

after(async () => {
  for (const browser of Object.values(browsers ?? {})) await browser.close()
  await sides?.stop()
})

/** @param {'north' | 'south'} side */
const principal = (side) => principal_at(browsers[side], sides.desk(side))

/** @param {import('playwright-core').Page} page */
async function turn_camera_on(page) {
  await page.getByRole('button', { name: 'Turn the camera on' }).click()
  await page.getByText('You are seen.').waitFor()
}

/** Asks again until it holds. @param {() => Promise<boolean>} holds @param {() => Promise<string>} why */
async function until(holds, why, within_ms = SEEN_WITHIN_MS) {
  for (const give_up = Date.now() + within_ms; !(await holds()); ) {
    if (Date.now() > give_up) assert.fail(await why())
    await wait(100)
  }
}

/** Decoded by the browser, and in the page. @param {import('playwright-core').Page} page */
async function sees(page) {
  const from = (await pictures_of(page)).decoded
  await until(
    async () => (await pictures_of(page)).decoded > from + 20,
    async () => `nothing is seen: ${JSON.stringify(await pictures_of(page))}, ${await frames_of(page)}`,
  )
  const other = page.locator('video:not(.picture-mirrored)')
  await until(
    () => other.first().evaluate((video) => video.videoWidth > 0 && video.currentTime > 0).catch(() => false),
    async () => 'no picture in the page',
  )
}

/** @param {import('playwright-core').Page} page */
async function frames_of(page) {
  return await page.evaluate(async () => JSON.stringify([...(await globalThis.watched.connections.at(-1).getStats()).values()].filter(({ kind }) => kind === 'video')))
}

/** A call that both principals are in. @param {'phone-call' | 'videoconference'} medium @param {import('playwright-core').Page[]} pages */
async function held(medium, ...pages) {
  const contact = await sides.agreed_call(medium)
  await sides.confirm(contact)
  await Promise.all(pages.map((page) => take_call(page)))
  await Promise.all(pages.map((page) => floor_opens(page)))
  return contact
}

test('of several cameras the one that is chosen in the call is seen, and it stays chosen', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  await held('videoconference', north.page, south.page)
  await turn_camera_on(north.page)
  await sees(south.page)
  const names = () => north.page.evaluate(() => globalThis.watched.cameras.map(({ label, readyState }) => `${label} ${readyState}`))
  const [first = ''] = await names()
  await north.page.getByRole('button', { name: /Which camera/u }).click()
  // The second of Chromium's invented ones tells depths, and has no picture to show.
  await north.page.getByRole('option').nth(2).click()
  await north.page.getByText('You are seen.').waitFor()
  await until(async () => (await names()).length === 2, async () => `cameras: ${(await names()).join(', ')}`)
  const [closed = '', second = ''] = await names()
  assert.match(closed, / ended$/u)
  assert.match(second, / live$/u)
  assert.notEqual(second.replace(/ live$/u, ''), first.replace(/ live$/u, ''))
  await sees(south.page)
  await end_call(north.page)
  await call_has_ended(south.page)
  assert.deepEqual(await cameras_of(north.page), { asked: 2, on: 0 })
  assert.deepEqual([...north.complaints, ...(await forbidden_in(north.page))], [])
  for (const { page } of [north, south]) await page.context().close()
})

/** Where a sealed picture begins in a packet, after VP8's descriptor (RFC 7741 §4.2); nothing elsewhere. @param {Buffer} packet */
function begins(packet) {
  const first = packet[0] ?? 0
  if ((first & 0x17) !== 0x10) return null
  let at = 1
  if ((first & 0x80) !== 0) {
    const more = packet[at++] ?? 0
    if ((more & 0x80) !== 0) at += ((packet[at] ?? 0) & 0x80) === 0 ? 1 : 2
    if ((more & 0x40) !== 0) at += 1
    if ((more & 0x30) !== 0) at += 1
  }
  return packet.subarray(at)
}

test('two pages on two nodes see and hear each other, and the relays carry sealed pictures alone', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  await held('videoconference', north.page, south.page)
  for (const { page } of [north, south]) {
    assert.deepEqual(await cameras_of(page), { asked: 0, on: 0 }, 'no camera before somebody turns it on')
    assert.equal((await pictures_of(page)).sent, 0)
    assert.equal(await page.locator('video').count(), 0)
  }
  await Promise.all([turn_camera_on(north.page), turn_camera_on(south.page)])
  await Promise.all([sees(north.page), sees(south.page)])
  for (const media of await Promise.all([media_within(north.page), media_within(south.page)])) was_heard(media)
  const { width, height } = await pictures_of(north.page)
  assert.ok(width > 0 && width <= 1_280 && height > 0, `${width} × ${height}`)
  await end_call(north.page)
  await Promise.all([call_has_ended(north.page), call_has_ended(south.page)])
  for (const { page } of [north, south]) assert.equal((await cameras_of(page)).on, 0, 'the light is out')
  for (const side of /** @type {const} */ (['north', 'south'])) {
    const pictures = tapped(join(sides.dir, side, 'relay.tap')).filter(({ length }) => length > 0 && length !== PACKET_BYTES)
    const beginnings = pictures.map(begins).filter((one) => one !== null)
    assert.ok(beginnings.length > 20, `${side} relayed ${pictures.length} packets of ${beginnings.length} pictures`)
    for (const one of beginnings) {
      const clear = CLEAR_KEY.equals(one.subarray(0, CLEAR_KEY.length)) || CLEAR_DELTA.equals(one.subarray(0, CLEAR_DELTA.length))
      assert.ok(clear, `${side} saw a picture that begins with ${one.subarray(0, 12).toString('hex')}`)
    }
  }
  for (const { page, complaints } of [north, south]) {
    assert.deepEqual(await forbidden_in(page), [])
    assert.deepEqual(complaints, [])
    await page.context().close()
  }
})

test('a camera that is turned off sends nothing more, and the other side sees a card', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  await held('videoconference', north.page, south.page)
  await turn_camera_on(south.page)
  await sees(north.page)
  await south.page.getByRole('button', { name: 'Turn the camera off' }).click()
  assert.deepEqual(await cameras_of(south.page), { asked: 1, on: 0 })
  await north.page.getByText('No picture: the camera is off').waitFor({ timeout: 10_000 })
  assert.equal(await north.page.locator('video').count(), 0)
  const { sent } = await pictures_of(south.page)
  await wait(2_000)
  assert.equal((await pictures_of(south.page)).sent, sent, 'packets after it was turned off')
  was_heard(await media_within(north.page))
  await turn_camera_on(south.page)
  await sees(north.page)
  // Loaded anew: the call comes back by itself, the camera doesn't.
  await south.page.reload({ waitUntil: 'commit' })
  await floor_opens(south.page)
  assert.deepEqual(await cameras_of(south.page), { asked: 0, on: 0 })
  await south.page.getByRole('button', { name: 'Turn the camera on' }).waitFor()
  await end_call(north.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})

test('of a picture that can\'t be opened nothing is shown', { timeout: 180_000 }, async () => {
  const opened = await open_page(browsers.north)
  await opened.page.route('**/assets/worker-*.js', async (route) => {
    const answer = await route.fetch({ url: route.request().url().replace(/north\.localhost/u, '127.0.0.1') })
    await route.fulfill({ response: answer, body: `(${damage_pictures})();\n${await answer.text()}` })
  })
  await sign_in(opened.page, sides.desk('north'), 'Principal')
  const south = await principal('south')
  await held('videoconference', opened.page, south.page)
  await turn_camera_on(south.page)
  await until(async () => (await pictures_of(opened.page)).received > 100, async () => `packets came: ${JSON.stringify(await pictures_of(opened.page))}`)
  assert.equal((await pictures_of(opened.page)).decoded, 0)
  assert.equal(await opened.page.locator('video').count(), 0)
  was_heard(await media_within(opened.page))
  await end_call(south.page)
  await call_has_ended(opened.page)
  for (const { page } of [opened, south]) await page.context().close()
})

function damage_pictures() {
  const through = ReadableStream.prototype.pipeThrough
  ReadableStream.prototype.pipeThrough = function (transform, options) {
    const damage = new TransformStream({
      transform(frame, onward) {
        const bytes = new Uint8Array(frame.data)
        // As if the keys were of another epoch. Sealed pictures begin with one of two headers.
        const is_picture = bytes.length > 13 && (bytes[0] === 0x30 || bytes[0] === 0x31) && bytes[1] === 0
        if (is_picture) bytes[bytes.length - 1] ^= 1
        frame.data = bytes.buffer
        onward.enqueue(frame)
      },
    })
    return through.call(through.call(this, damage), transform, options)
  }
}

test('without its worker a page shows nothing more', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  await held('videoconference', north.page, south.page)
  await turn_camera_on(north.page)
  await sees(south.page)
  for (const worker of north.page.workers()) await worker.evaluate(() => self.close()).catch(() => undefined)
  await wait(1_500)
  const { sent } = await pictures_of(north.page)
  await wait(2_000)
  assert.equal((await pictures_of(north.page)).sent, sent, 'a page without its keys went on showing')
  await end_call(south.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})

test('in a phone call no page offers video or asks for a camera', { timeout: 180_000 }, async () => {
  const [north, south] = [await principal('north'), await principal('south')]
  await held('phone-call', north.page, south.page)
  was_heard(await media_within(north.page))
  for (const { page } of [north, south]) {
    const offers = await page.evaluate(() => globalThis.watched.connections.map((one) => one.localDescription.sdp))
    assert.ok(offers.length > 0)
    for (const offer of offers) assert.ok(!offer.includes('m=video'), offer)
    assert.deepEqual(await cameras_of(page), { asked: 0, on: 0 })
    assert.equal(await page.getByRole('button', { name: /camera/u }).count(), 0)
  }
  await end_call(north.page)
  await call_has_ended(south.page)
  for (const { page } of [north, south]) await page.context().close()
})
