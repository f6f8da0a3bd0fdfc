// What the node serves as its client, held by two browsers against each other, and against a shell.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'

import { come, forbidden_in, open_browser, speech } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 300_000

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

/** By its link, as a person comes there. @param {import('playwright-core').Page} page */
async function open_page_of_client(page) {
  await page.getByRole('link', { name: 'Device test', exact: true }).first().click()
  await page.getByRole('link', { name: 'Look at this client' }).click()
  await page.getByRole('list', { name: 'Twelve words of this client' }).waitFor()
}

/** @param {import('playwright-core').Page} page */
async function words_on(page) {
  return await page.getByRole('list', { name: 'Twelve words of this client' }).locator('li').allInnerTexts()
}

/** As a shell does it: curl, sort, sha256sum. @param {string} desk */
async function by_shell(desk) {
  // Of names below localhost browsers know by themselves where they are; this program asks.
  const origin = desk.replace(/\/\/[^:/]*localhost/u, '//127.0.0.1')
  const { files } = /** @type {{ files: Record<string, string> }} */ (await (await fetch(`${origin}api/v1/client`)).json())
  /** @type {string[]} */
  const lines = []
  for (const address of Object.keys(files).toSorted()) {
    const content = new Uint8Array(await (await fetch(new URL(address, origin))).arrayBuffer())
    lines.push(`${createHash('sha256').update(content).digest('hex')}  ${address}\n`)
  }
  return createHash('sha256').update(lines.join('')).digest('hex')
}

test('two browsers and a shell see the same client, until one is served something else', { timeout: TEST_MS_MAX }, async () => {
  const first = await come(browser, sides, 'north', 'Sherpa (aide)')
  await open_page_of_client(first.page)
  const words = await words_on(first.page)
  assert.equal(words.length, 12)
  await first.page.getByText(/All \d+ files are what your node says it serves/u).waitFor()
  await first.page.getByText('As one number').click()
  assert.equal(await first.page.locator('.served-number').innerText(), await by_shell(sides.urls.north))
  // A finding of anything else ends the command with a refusal; what it found is said all the same.
  const found = await sides.start('north', 'doctor').catch((/** @type {Error} */ refused) => refused.message)
  assert.ok(JSON.stringify(found).includes(words.join(' ')), `the terminal names other words: ${JSON.stringify(found)}`)

  const second = await come(browser, sides, 'north', 'Security officer')
  await open_page_of_client(second.page)
  await second.page.getByRole('textbox', { name: 'Words of the other device' }).fill(words.join(' '))
  await second.page.getByRole('button', { name: 'Compare', exact: true }).click()
  await second.page.getByText('Both devices were served the same').waitFor()

  // From now on this one alone is given another page than the node lists.
  await second.page.route('**/desk/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>For you alone</title>' }))
  await second.page.getByRole('button', { name: 'Look again' }).click()
  await second.page.getByText('This browser was sent something else').waitFor()
  assert.notDeepEqual(await words_on(second.page), words)
  await second.page.getByRole('button', { name: 'Compare', exact: true }).click()
  const alarm = second.page.getByRole('alert').filter({ hasText: 'The two devices were served different things' })
  await alarm.waitFor()
  assert.match(await alarm.innerText(), /Tell your security officer/u)

  for (const { page, complaints } of [first, second]) {
    assert.deepEqual(await forbidden_in(page), [])
    assert.deepEqual(complaints, [])
  }
})

test('a script that this browser keeps under the name of another is found', { timeout: TEST_MS_MAX }, async () => {
  const { page, leave } = await come(browser, sides, 'south', 'Sherpa (aide)')
  // As if a cache between had once given something else: the browser has it for a year.
  await page.evaluate(async () => {
    const { files } = await (await fetch('/api/v1/client')).json()
    const address = Object.keys(files).find((one) => one.endsWith('.css')) ?? ''
    const real = globalThis.fetch
    globalThis.fetch = async (asked, options) => (asked === address && options?.cache === 'force-cache' ? new Response('kept') : await real(asked, options))
  })
  await open_page_of_client(page)
  await page.getByText(/\.css: this browser has kept something else under that name/u).waitFor()
  await leave()
})
