// Over two real nodes in Debian's Chromium: one call's procedure by pages alone; then every desk as its people meet it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { come as come_to, forbidden_in, open_browser, open_page, speech, type_into } from './browser.js'
import { Sides } from './sides.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SERIOUS = ['serious', 'critical']
const TEST_MS_MAX = 600_000
/** Of one role, beyond its navigation, and of one page. */
const PLACES_MAX = 30
const LINKS_OF_A_PAGE_MAX = 6

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

/** @param {import('./sides.js').SideKey} side @param {string} label of a demonstration key */
const come = (side, label) => come_to(browser, sides, side, label)

/** What is wrong with what a page shows. @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function wrong_in(page) {
  await page.waitForLoadState('networkidle')
  await page.locator('h1:visible').first().waitFor()
  await page.getByText('Loading…', { exact: true }).first().waitFor({ state: 'detached' })
  const wrong = []
  for (const card of await page.locator('.error-card').all()) {
    wrong.push(`error card: ${(await card.innerText()).replaceAll('\n', ' ')}`)
  }
  await page.evaluate(AXE)
  // What react-aria announced names an element that has gone since; it goes by itself within seconds.
  const violations = await page.evaluate(async () => (await globalThis.axe.run({ exclude: ['[data-live-announcer]'] })).violations)
  for (const { id, impact, nodes } of violations) {
    if (SERIOUS.includes(impact)) wrong.push(`axe ${id}: ${nodes.map((/** @type {{ html: string }} */ { html }) => html).join(' ')}`)
  }
  return [...wrong, ...(await forbidden_in(page)).map((what) => `policy: ${what}`)]
}

/** Addresses of a desk's places, and of the parts of the place that is shown. @param {import('playwright-core').Page} page */
async function links_in(page, within = '.desk-nav a') {
  return await page.locator(within).evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
}

/** Goes by Tab until what has the focus is called so. @param {import('playwright-core').Page} page @param {string} name */
async function tab_to(page, name) {
  for (let at = 0; at < 120; at += 1) {
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    if (focused === name) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${name} is never reached by Tab`)
}

test('from a proposal to a readout, by pages alone', { timeout: TEST_MS_MAX }, async () => {
  const north = await come('north', 'Sherpa (aide)')
  const { page } = north

  // North's aide, by keyboard alone: a phone call in ten minutes, by the zone that the demonstration's test call named.
  const start = new Date(Date.now() + 10 * 60_000)
  const civil = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Moscow', day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }).format(start)
  const [day, month, year, hour, minute] = civil.split(/\D+/u)
  await page.keyboard.press('c')
  await tab_to(page, 'Propose a contact')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Propose a contact' }).waitFor()
  await type_into(page, 'Day', `${String(day)}${String(month)}${String(year)}`)
  await type_into(page, 'Time, 24 hours', `${String(hour)}${String(minute)}`)
  await tab_to(page, 'Read it back before signing')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor()
  await tab_to(page, 'Sign and send')
  await page.keyboard.press('Enter')
  await page.waitForURL(/contacts\/[0-9a-f]{32}/u)
  const contact = /** @type {string} */ (/contacts\/([0-9a-f]{32})/u.exec(page.url())?.[1])

  const south = await come('south', 'Sherpa (aide)')
  await south.page.goto(`${sides.desk('south')}contacts/${contact}`)
  await south.page.getByRole('button', { name: 'Accept' }).click()
  await south.page.getByRole('alertdialog').getByRole('button').last().click()
  await page.getByText('Agreed', { exact: true }).first().waitFor()

  // Both duty officers confirm on their boards.
  const [duty_north, duty_south] = [await come('north', 'Duty officer'), await come('south', 'Duty officer')]
  for (const duty of [duty_north, duty_south]) {
    await duty.page.keyboard.press('d')
    await duty.page.getByRole('button', { name: 'Confirm: our principal may be called' }).click()
  }
  for (const duty of [duty_north, duty_south]) await duty.page.getByText('Both sides confirmed').waitFor()
  // Each board tells of both principals: nobody's page is there so far.
  for (const duty of [duty_north, duty_south]) await duty.page.getByText('Nobody there to ring').nth(1).waitFor()
  // It rings at the principal, whose page waits for it.
  const principal = await come('north', 'Principal')
  await principal.page.getByRole('heading', { level: 1, name: /^You are being called/u }).waitFor()
  for (const duty of [duty_north, duty_south]) await duty.page.getByText('Ringing', { exact: true }).waitFor()
  await principal.page.getByRole('button', { name: 'Not now' }).click()
  for (const duty of [duty_north, duty_south]) {
    await duty.page.getByText('Declined: not now').waitFor()
    await duty.page.getByText('Nobody there to ring').waitFor()
  }
  // Its own duty officer has it rung again, by keyboard; the other one is told whom to ask.
  await duty_south.page.getByText('Only North’s duty officer can ring their principal again').waitFor()
  assert.equal(await duty_south.page.getByRole('button', { name: 'Ring again' }).count(), 0)
  await tab_to(duty_north.page, 'Ring again')
  await duty_north.page.keyboard.press('Enter')
  await duty_north.page.getByText('Your principal is rung again').first().waitFor()
  await principal.page.getByRole('heading', { level: 1, name: /^You are being called/u }).waitFor()
  for (const duty of [duty_north, duty_south]) await duty.page.getByText('Ringing', { exact: true }).waitFor()
  assert.equal(await duty_north.page.getByRole('button', { name: 'Ring again' }).count(), 0)
  await principal.page.getByRole('button', { name: 'Not now' }).click()
  for (const duty of [duty_north, duty_south]) await duty.page.getByText('Declined: not now').waitFor()

  // A readout: drafted by one press officer, approved by another.
  const press = await come('north', 'Press officer: press')
  await press.page.goto(`${sides.desk('north')}press/new/readout/${contact}`)
  await press.page.getByRole('textbox', { name: 'Who speaks' }).fill('press service of the leader')
  await press.page.getByRole('textbox', { name: 'Heading, one line' }).fill('Telephone conversation of the leaders')
  await press.page.getByRole('textbox', { name: 'Text', exact: true }).fill('The leaders spoke by telephone.')
  await press.page.getByRole('button', { name: 'Keep the draft' }).click()
  const chief = await come('north', 'Press officer: press-chief')
  await chief.page.keyboard.press('p')
  await chief.page.getByText('Telephone conversation of the leaders').click()
  await chief.page.getByRole('button', { name: 'Approve', exact: true }).click()
  await chief.page.getByRole('alertdialog').getByRole('button', { name: 'Approve', exact: true }).click()
  await chief.page.locator('.press-way').getByText('Approved', { exact: true }).waitFor()

  // Released under the press key, and read without an account.
  const choosing = chief.page.waitForEvent('filechooser')
  await chief.page.getByRole('button', { name: 'Choose the file' }).click()
  await (await choosing).setFiles(join(sides.dir, 'north', 'keys', 'press.key'))
  await chief.page.getByLabel('Its passphrase').fill('a demo guards nothing')
  await chief.page.getByRole('button', { name: /^Release/u }).click()
  await chief.page.getByRole('alertdialog').getByRole('button', { name: /^Release/u }).click()
  await chief.page.waitForURL(/press$/u)
  const newsroom = await open_page(browser)
  await newsroom.page.goto(sides.urls.north)
  await newsroom.page.getByText('Telephone conversation of the leaders').first().waitFor()
  await newsroom.page.context().close()

  for (const person of [north, south, duty_north, duty_south, principal, press, chief]) {
    assert.deepEqual(person.complaints, [])
    assert.deepEqual(await forbidden_in(person.page), [])
    await person.leave()
  }
})

test('every place of every role is shown without a fault', { timeout: TEST_MS_MAX }, async (t) => {
  const { page } = await open_page(browser)
  await page.goto(sides.desk('north'))
  await page.locator('.demo-key label').first().waitFor()
  const labels = (await page.locator('.demo-key label').allInnerTexts()).map((label) => label.trim()).filter((label) => label !== '')
  await page.context().close()
  assert.ok(labels.length >= 8, labels.join(', '))
  for (const label of labels) {
    await t.test(label, async () => {
      const person = await come('north', label)
      /** @type {string[]} */
      const wrong = []
      const seen = new Set()
      /** @type {string[]} */
      const deeper = []
      // A principal has this page and no others.
      for (const one of await wrong_in(person.page)) wrong.push(`first: ${one}`)
      const waiting = [...(await links_in(person.page))]
      for (let href = waiting.shift(); href !== undefined; href = waiting.shift()) {
        if (seen.has(href)) continue
        seen.add(href)
        const link = person.page.locator(`a[href="${href}"]`).first()
        if (await link.isVisible()) await link.click()
        else await person.page.goto(new URL(href, sides.urls.north).href)
        for (const one of await wrong_in(person.page)) wrong.push(`${href}: ${one}`)
        for (const one of person.complaints.splice(0)) wrong.push(`${href}: console: ${one}`)
        // Parts are reached from their own place: next, while it is shown; then what the page leads to.
        waiting.unshift(...(await links_in(person.page, '.parts a')))
        const further = await links_in(person.page, '.desk-main a[href^="/desk/"]')
        for (const one of further.slice(0, LINKS_OF_A_PAGE_MAX)) if (seen.size + deeper.length < PLACES_MAX) deeper.push(one)
        if (waiting.length === 0) waiting.push(...deeper.splice(0))
      }
      await person.leave()
      assert.equal(seen.size === 0, label === 'Principal', `${String(seen.size)} places`)
      wrong.push(...person.complaints.map((one) => `console: ${one}`))
      assert.deepEqual(wrong, [])
    })
  }
})
