// Being rung while the page is closed, in Debian's Chromium on a real node. Its push service is out of reach here: that is
// said in words. Then an invented one gives an address, and what a push brings is handed over by the browser's own tools.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { forbidden_in, open_browser, open_page, sign_in, speech } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 240_000
const SHOWN_MS_MAX = 60_000
const TURN_ON = 'Ring me when it is closed'
const ON = 'On: this browser is called while the page is closed.'

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** Stands for a push service that is reached: an address at one that the node takes, with keys as browsers make them. */
const INVENTED = () => {
  /** @type {object | null} */
  let standing = null
  PushManager.prototype.subscribe = async (options) => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
    const point = await crypto.subtle.exportKey('raw', pair.publicKey)
    const secret = crypto.getRandomValues(new Uint8Array(16)).buffer
    standing = {
      endpoint: 'https://fcm.googleapis.com/fcm/send/invented',
      options: { applicationServerKey: options.applicationServerKey.buffer },
      getKey: (/** @type {string} */ name) => (name === 'auth' ? secret : point),
      unsubscribe: () => {
        standing = null
        return Promise.resolve(true)
      },
    }
    return standing
  }
  PushManager.prototype.getSubscription = () => Promise.resolve(standing)
}

/** The device test of a signed-in principal, who lets the page show notices. @param {(() => void) | null} before_scripts */
async function device_test(before_scripts) {
  const { page, complaints } = await open_page(browser)
  if (before_scripts !== null) await page.addInitScript(before_scripts)
  await page.context().grantPermissions(['notifications', 'microphone'], { origin: new URL(sides.desk('north')).origin })
  await sign_in(page, sides.desk('north'), 'Principal')
  await page.goto(`${sides.desk('north')}device-test`)
  await page.getByText(TURN_ON).waitFor({ timeout: SHOWN_MS_MAX })
  return { page, complaints }
}

test('a push service out of reach is said in words, and nothing is left behind', { timeout: TEST_MS_MAX }, async () => {
  const { page } = await device_test(null)
  await page.getByText(TURN_ON).click()
  const said = page.getByRole('alert').filter({ hasText: 'Not turned on' })
  await said.waitFor({ timeout: SHOWN_MS_MAX })
  assert.match(await said.innerText(), /keep the page open/iu)
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0)
  assert.deepEqual(await forbidden_in(page), [])
  await page.context().close()
})

test('what a push brings is shown, names nobody, and opens the desk', { timeout: TEST_MS_MAX }, async () => {
  const { page } = await device_test(INVENTED)
  const tools = await page.context().newCDPSession(page)
  /** @type {string[]} */
  const registrations = []
  tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: told }) => registrations.push(...told.map(({ registrationId }) => registrationId)))
  await tools.send('ServiceWorker.enable')
  await page.getByText(TURN_ON).click()
  await page.getByText(ON).waitFor({ timeout: SHOWN_MS_MAX })
  // The node knows it, under the address that the browser gave.
  const held = await page.evaluate(async () => await (await fetch('/api/v1/push')).json())
  assert.equal(held.endpoint, 'https://fcm.googleapis.com/fcm/send/invented')
  const worker = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL ?? '')
  assert.ok(worker.endsWith('/desk/ring_worker.js?language=en'), worker)

  const origin = new URL(page.url()).origin
  for (const [data, body] of [
    ['ring            ', 'You are being called. Open the desk to answer.'],
    ['duty            ', 'The duty desk is wanted. Open it now.'],
  ]) {
    await tools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: registrations.at(-1) ?? '', data })
    // One takes the place of the other.
    await page.waitForFunction(
      async (wanted) => {
        const shown = await (await navigator.serviceWorker.ready).getNotifications()
        return shown.length === 1 && shown[0]?.title === 'Détente' && shown[0].body === wanted
      },
      body,
      { timeout: SHOWN_MS_MAX },
    )
  }
  // The page's requests go to the node, through nobody.
  const served = await page.evaluate(async () => {
    const file = await fetch('/desk/ring_worker.js', { cache: 'no-store' })
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
    const { files } = await (await fetch('/api/v1/client')).json()
    const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return { hex, told: files['/desk/ring_worker.js'], cache: file.headers.get('cache-control') }
  })
  assert.equal(served.told, served.hex)
  assert.equal(served.cache, 'no-cache')
  assert.deepEqual(await forbidden_in(page), [])

  // Whoever opens the desk has seen it.
  await page.goto(sides.desk('north'))
  await page.waitForFunction(async () => (await (await navigator.serviceWorker.ready).getNotifications()).length === 0, null, { timeout: SHOWN_MS_MAX })
  await page.context().close()
})
