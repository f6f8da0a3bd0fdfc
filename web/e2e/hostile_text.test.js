// What the other side writes is shown as it is and does nothing: South fills every text that reaches North with
// hostile strings; every place of every role of North, and the press site where it was released, are opened.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { come, forbidden_in, open_browser, open_page, speech } from './browser.js'
import { look_at, walk } from './hostile_page.js'
import { WRITTEN, write_hostile_text } from './hostile_side.js'
import { HOSTILE, as_shown } from './hostile_text.js'
import { Sides } from './sides.js'

const TEST_MS_MAX = 240_000
/** A principal, an interpreter and officers see less of the same. */
const ROLES = ['Sherpa (aide)', 'Duty officer', 'Press officer: press', 'Interpreter', 'Principal']

/** Texts of records.cddl and calls.cddl that nobody fills here, and why. */
const NOT_WRITTEN = new Map([
  ['charter.name', 'of a side, said at its founding, and confirmed by both with the words'],
  ['local-start.zone', 'a zone that is known'],
  ['local-start.civil', 'made of the start'],
  ['round-local.zone', 'a zone that is known'],
  ['round-local.civil', 'made of the start'],
  ['local-date.date', 'a day'],
  ['local-date.zone', 'a zone that is known'],
  ['reported-act.zone', 'a zone that is known'],
  ['terms.tz-version', 'of the program'],
  ['participant.role', 'a role that is known'],
  ['attachment-words.media-type', 'made of the ending of the name'],
  ['release-text.about', 'the name of another release'],
  ['refused.why', 'of the own node'],
  ['task.text', 'the own side to itself'],
  ['note-of-contact.text', 'the own side to itself'],
  ['note-of-contact.classification', 'the own side to itself'],
  ['mandate-text.text', 'the own side to itself'],
  ['mandate-text.may-agree', 'the own side to itself'],
  ['mandate-text.refers', 'the own side to itself'],
  ['briefing-card.title', 'the own side to itself'],
  ['briefing-card.text', 'the own side to itself'],
  ['card-remarks.text', 'the own side to itself'],
  ['note-review.remarks', 'the own side to itself'],
  ['contradiction.reason', 'the own side to itself'],
  ['cleared-round.place', 'the own side to itself'],
  ['cleared-head.office', 'the own side to itself'],
])

/** Written, but on no page of these roles: a language is an attribute, attached files are for the command line. */
const ON_NO_DESK = new Set(
  ['message-text.language', 'translation.language', 'paper-text.languages', 'unrecorded-words.language'].concat(
    // Of what is released the desks name title and state.
    ['attachment-words.name', 'joint-text.languages', 'release-text.text', 'release-text.languages'],
    ['picture.source', 'picture.shows', 'promised-release.office', 'release.question', 'release.party', 'claimed-position.of'],
  ),
)
/** Of those, what the press site shows. */
const ON_THE_SITE = ['release-text.title', 'release-text.office', 'release-text.text', 'picture.source', 'promised-release.office', 'release.question', 'release.party']

/** Within a sentence a value is cut (web/src/i18n/text.tsx). */
const CUT = new Set(['translation.translator'])
const CUT_AFTER = 180
const ATOM = new Set(['feed', 'title', 'id', 'updated', 'author', 'name', 'link', 'entry', 'published', 'summary'])

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Awaited<ReturnType<typeof write_hostile_text>>} */
let written
/** Where each field was shown to the letter. @type {Map<string, string>} */
const shown = new Map()

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
  written = await write_hostile_text(sides)
})

after(async () => {
  await browser?.close()
  await sides?.stop()
})

/** What is wrong with a page, where it is. @param {import('playwright-core').Page} page @param {string} where @param {string[]} wrong */
async function look(page, where, wrong) {
  const seen = await look_at(page)
  wrong.push(...seen.wrong.map((one) => `${where}: ${one}`))
  const text = as_shown(seen.text)
  for (const [field, words] of WRITTEN) if (text.includes(as_shown(CUT.has(field) ? words.slice(0, CUT_AFTER) : words))) shown.set(field, where)
}

/** Reports of browsers that a node took. @param {import('./sides.js').SideKey} side */
async function reports(side) {
  const at = /^metrics = "([^"]+)"$/mu.exec(readFileSync(join(sides.dir, side, 'side.toml'), 'utf8'))?.[1]
  const metrics = await (await fetch(`http://${String(at)}/metrics`)).text()
  return Number(/^detente_client_policy_reports_total (\d+)$/mu.exec(metrics)?.[1])
}

test('each text of the protocol is written by somebody hostile, or named as none', () => {
  const protocol = join(import.meta.dirname, '..', '..', 'docs', 'protocol')
  const rules = ['records.cddl', 'calls.cddl'].map((file) => readFileSync(join(protocol, file), 'utf8').replaceAll(/;.*$/gmu, '')).join('\n')
  /** @type {Set<string>} */
  const texts = new Set()
  for (const rule of rules.split(/\n(?=[a-z][\w-]* = )/u)) {
    const name = /^\s*([a-z][\w-]*) = /u.exec(rule)?.[1] ?? ''
    for (const [, field] of rule.matchAll(/([a-z][\w-]*): (?:\[\d+\*\d+ )?(?:short-text|long-text|tstr)\b/gu)) texts.add(`${name}.${field ?? ''}`)
  }
  const unknown = [...texts].filter((field) => !WRITTEN.has(field) && !NOT_WRITTEN.has(field))
  assert.deepEqual(unknown, [], 'a text that the other side may fill: write it in hostile_side.js')
  assert.deepEqual([...NOT_WRITTEN.keys()].filter((field) => !texts.has(field) || WRITTEN.has(field)), [], 'named in vain')
})

for (const role of ROLES) {
  test(`${role}: hostile text on every page`, { timeout: TEST_MS_MAX }, async () => {
    const { page, complaints, leave } = await come(browser, sides, 'north', role)
    /** @type {string[]} */
    const wrong = []
    page.on('dialog', (dialog) => wrong.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => {
      if (/__ran|elsewhere\.example|\/x$/u.test(request.url())) wrong.push(`asked for ${request.url()}`)
    })
    const first = role === 'Duty officer' || role.startsWith('Sherpa') ? [`/desk/duty/call-sheet/${written.contact}`] : []
    await walk(page, first, async (where) => look(page, where, wrong))
    assert.deepEqual([...new Set([...wrong, ...complaints, ...(await forbidden_in(page))])], [])
    await leave()
  })
}

test('all of it was shown, to the letter', () => {
  const hidden = [...WRITTEN.keys()].filter((field) => !ON_NO_DESK.has(field) && !shown.has(field))
  assert.deepEqual(hidden, [], 'written, and on no page in whole')
  assert.deepEqual([...ON_NO_DESK].filter((field) => shown.has(field) || !WRITTEN.has(field)), [], 'shown after all')
})

test('the press site and its feed show it, and nothing of it runs', { timeout: TEST_MS_MAX }, async () => {
  const { page, complaints } = await open_page(browser)
  /** @type {string[]} */
  const wrong = []
  shown.clear()
  await page.goto(sides.urls.south)
  const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  const places = ['/', ...new Set(links.filter((link) => !/\.\w+$/u.test(link)))]
  assert.ok(places.length > written.releases.length, places.join(' '))
  const own = places.filter((place) => !/^\/(en|fr|ru)\//u.test(place))
  const in_others = ['/fr', '/ru'].flatMap((language) => own.map((place) => `${language}${place}`))
  for (const place of [...places, ...in_others]) {
    await page.goto(new URL(place, sides.urls.south).href)
    await look(page, place, wrong)
  }
  assert.deepEqual(ON_THE_SITE.filter((field) => !shown.has(field)), [])
  // What is signed is a text, whoever sends it.
  for (const { name } of written.releases) {
    const { headers } = await fetched(`/releases/${name}.txt`)
    assert.equal(headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
  const { text } = await fetched('/feed.atom')
  const feed = await page.evaluate((source) => {
    const read = new DOMParser().parseFromString(source, 'application/xml')
    const types = [...read.querySelectorAll('[type]')].map((one) => `${one.localName} ${one.getAttribute('type') ?? ''}`)
    return { names: [...new Set([...read.querySelectorAll('*')].map((one) => one.localName))], types: [...new Set(types)], titles: [...read.querySelectorAll('entry > title')].map((one) => one.textContent) }
  }, text)
  assert.deepEqual(feed.names.filter((name) => !ATOM.has(name)), [])
  assert.deepEqual(feed.types.filter((type) => /html/u.test(type)), [], 'a reader would take it for markup')
  assert.equal(feed.titles.length, written.releases.length)
  for (const title of feed.titles) assert.ok(as_shown(title).includes(as_shown(HOSTILE.join(' ').slice(0, 1_000))), title)
  // Who compares what was said in public shows the other side's words too.
  await page.goto(new URL('/known', sides.urls.north).href)
  await look(page, "North's /known", wrong)
  // A browser asks every site for an icon.
  const others = complaints.filter((one) => !one.includes('404 (Not Found)'))
  assert.deepEqual([...wrong, ...others, ...(await forbidden_in(page))], [])
  await page.context().close()
})

/** @param {string} path of South's node */
async function fetched(path) {
  const answer = await fetch(new URL(path, sides.urls.south.replace('south.localhost', '127.0.0.1')))
  return { headers: answer.headers, text: await answer.text() }
}

test('no browser had anything to report', async () => {
  assert.deepEqual([await reports('north'), await reports('south')], [0, 0])
})

test('what is looked for here is found where it is', { timeout: TEST_MS_MAX }, async () => {
  const { page, leave } = await come(browser, sides, 'north', 'Interpreter')
  assert.deepEqual((await look_at(page)).wrong, [])
  await page.evaluate(() => {
    const planted = document.createElement('p')
    planted.textContent = 'a name \u202E that turns'
    const link = document.createElement('a')
    link.setAttribute('href', 'javascript:1')
    planted.append(link, document.createElement('iframe'), document.createElement('base'))
    document.body.append(planted)
    globalThis.__ran.push(1)
    // The policy forbids it, and the browser reports that.
    const image = document.createElement('img')
    image.src = 'http://elsewhere.example/x'
    document.body.append(image)
  })
  const { wrong } = await look_at(page)
  assert.equal(wrong.length, 6, wrong.join('\n'))
  for (const give_up = Date.now() + 20_000; (await reports('north')) === 0; ) assert.ok(Date.now() < give_up, 'no report came')
  await leave()
})
