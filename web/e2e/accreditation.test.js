// From a browser without a key to a desk: a request with its words, two officers' pages, a passkey; then what opens the desk and what doesn't.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { Authenticator } from './authenticator.js'
import { forbidden_in, open_browser, open_page, sign_in, speech } from './browser.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 600_000
const SHOWN_MS_MAX = 30_000
const DEVICE_NAME = 'office laptop'

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

async function new_page() {
  const { page, complaints } = await open_page(browser)
  page.setDefaultTimeout(SHOWN_MS_MAX)
  return { page, complaints }
}

/** @param {import('playwright-core').Page} page @param {string} label */
async function words_in(page, label) {
  const list = page.getByRole('list', { name: label })
  await list.waitFor()
  return await list.getByRole('listitem').allInnerTexts()
}

/** An officer's page: takes the text, compares the words, signs. @param {import('playwright-core').Page} page @param {string} path @param {string} field @param {string} text @param {string[]} words @param {string} verb */
async function sign_as_officer(page, path, field, text, words, verb) {
  await page.goto(`${sides.desk('north')}administration/${path}`)
  await page.getByRole('textbox', { name: field }).fill(text)
  await page.getByRole('button', { name: 'Read it' }).click()
  // What the person reads out is compared with what this officer's own page shows.
  assert.deepEqual(await words_in(page, 'Words of the request'), words)
  const sign = page.getByRole('button', { name: verb })
  assert.equal(await sign.isDisabled(), true, 'nothing is signed before the words were compared')
  await page.getByRole('checkbox', { name: 'The person read out exactly these words' }).check({ force: true })
  await sign.click()
}

/** @param {import('playwright-core').Page} page */
async function at_desk(page) {
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
}

/** @param {import('playwright-core').Page} page */
async function sign_out(page) {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('Your passkey opens it', { exact: false }).waitFor()
}

/** Tries to sign in, in vain; the code that the page shows. @param {import('playwright-core').Page} page */
async function refused(page) {
  await page.getByRole('button', { name: 'Sign in' }).click()
  const card = page.locator('.error-card')
  await card.waitFor()
  assert.match(await card.innerText(), /Sign-in was refused/u)
  return await card.locator('code').innerText()
}

test('two officers accredit a browser, whose passkey then opens its desk', { timeout: TEST_MS_MAX }, async () => {
  const { page, complaints } = await new_page()
  const authenticator = await Authenticator.plugged_into(page)
  const url = sides.desk('north')

  // The person: compares the side's words, makes a key, hands the request over.
  await page.goto(url)
  assert.equal((await words_in(page, 'Words of your side')).length, 12)
  await page.getByRole('checkbox', { name: 'I have compared all words, and they are the same' }).check({ force: true })
  await page.getByLabel('Name of this device').fill(DEVICE_NAME)
  await page.getByRole('checkbox', { name: 'Sherpa (aide)' }).check({ force: true })
  await page.getByRole('button', { name: 'Make this browser’s key' }).click()
  const words = await words_in(page, 'Words of your request')
  assert.equal(words.length, 6)
  const request = await page.getByLabel('The request', { exact: true }).inputValue()

  // The address alone accredits nobody, nor does the request without officers, nor another browser that has both.
  const stranger = await new_page()
  await stranger.page.goto(page.url())
  await stranger.page.getByRole('heading', { name: 'This browser has no key yet' }).waitFor()
  const posted = await stranger.page.evaluate(async (text) => {
    const body = JSON.stringify({ bytes: btoa(text.split('\n\n')[1] ?? '') })
    const answer = await fetch('/api/v1/accreditations', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return answer.status
  }, request)
  assert.equal(posted, 401)
  await stranger.page.context().close()

  // The administrator, on a page of an own browser.
  const administrator = await new_page()
  await sign_in(administrator.page, url, 'Administrator')
  await sign_as_officer(administrator.page, 'accredit', 'The request', request, words, 'Sign as administrator')
  const half_signed = await administrator.page.getByRole('textbox', { name: 'Half-signed text' }).inputValue()

  // One signature is none.
  await page.reload()
  assert.deepEqual(await words_in(page, 'Words of your request'), words)
  await page.getByText('Waits for two signatures').waitFor()

  // The security officer, on another.
  const officer = await new_page()
  await sign_in(officer.page, url, 'Security officer')
  await sign_as_officer(officer.page, 'countersign', 'The half-signed text', half_signed, words, 'Countersign as security officer')

  // The person's page goes on by itself; nothing of the desk shows before there is a passkey.
  await page.getByRole('heading', { name: 'This browser is accredited' }).waitFor()
  assert.equal(await page.locator('.desk-main').count(), 0)
  await authenticator.verifies(false)
  await page.getByRole('button', { name: 'Register the passkey' }).click()
  await page.locator('.error-card').waitFor()
  assert.equal((await authenticator.held()).length, 0)
  await authenticator.verifies(true)
  await page.getByRole('button', { name: 'Register the passkey' }).click()
  await at_desk(page)
  const [made] = await authenticator.held()
  assert.equal(made?.rpId, new URL(url).hostname)

  // Within the session a page that is loaded anew is back at once.
  await page.reload()
  await at_desk(page)

  // Signed out, and loaded anew: the passkey opens it.
  await sign_out(page)
  await page.reload()
  await page.getByText('Your passkey opens it', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await at_desk(page)
  await sign_out(page)

  // Nobody verified; a copy; another authenticator: each is refused, and says why.
  await authenticator.verifies(false)
  assert.equal(await refused(page), 'passkey-cancelled')
  await authenticator.verifies(true)
  await authenticator.counts_back()
  await page.reload()
  assert.equal(await refused(page), 'passkey-copied')
  // Another machine's, which doesn't hold it. With none at all Chromium waits for one as long as the node does.
  await authenticator.unplug()
  const empty = await Authenticator.plugged_into(page)
  await page.reload()
  assert.equal(await refused(page), 'passkey-cancelled')
  await empty.unplug()

  // The administrator sees it, and takes it off; the command line says the same.
  const known = async () => (await sides.as('north', 'administrator', 'passkey', 'list')).devices
  const [device] = await known()
  assert.equal(device.passkeys.length, 1)
  assert.equal(device.passkeys[0].origin, new URL(url).origin)
  assert.deepEqual(device.events.map((/** @type {{ event: string }} */ { event }) => event), ['copy-suspected', 'registered'])
  await administrator.page.goto(`${url}administration/passkeys`)
  await administrator.page.getByRole('button', { name: 'Take off… passkeys of', exact: false }).click()
  await administrator.page.getByRole('alertdialog').getByRole('button', { name: 'Take off' }).click()
  await administrator.page.getByText('Signs in by its key, to register another, until').waitFor()
  assert.deepEqual((await known())[0].passkeys, [])

  // The device's own key opens it now, to register another and nothing else.
  const other = await Authenticator.plugged_into(page)
  await page.reload()
  await page.getByRole('button', { name: 'Register the passkey' }).click()
  await at_desk(page)
  assert.equal((await other.held()).length, 1)
  await sign_out(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await at_desk(page)

  // A further one, soon after: the one that is there can't be made again on the same authenticator.
  await page.goto(`${url}own-settings`)
  await page.getByRole('button', { name: 'Register a further passkey' }).click()
  const card = page.locator('.error-card')
  await card.waitFor()
  assert.equal(await card.locator('code').innerText(), 'passkey-known')

  for (const one of [page, administrator.page, officer.page]) assert.deepEqual(await forbidden_in(one), [])
  // Refusals are answers with a status, which the browser writes down by itself.
  const unexpected = complaints.filter((said) => !/status of 40[0-9]/u.test(said))
  assert.deepEqual(unexpected, [])
})

test('a demonstration key goes on without a passkey, and says what it is', { timeout: TEST_MS_MAX }, async () => {
  const { page } = await new_page()
  await sign_in(page, sides.desk('north'), 'Duty officer')
  await at_desk(page)
  await page.goto(`${sides.desk('north')}own-settings`)
  await page.getByText('This is a demonstration key', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.getByText('Demonstration', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await at_desk(page)
})
