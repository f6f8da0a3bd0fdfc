// A side set up from a file of answers; its first administrator comes by a one-time link, in Debian's Chromium.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { Authenticator } from './authenticator.js'
import { forbidden_in, open_browser, open_page, speech } from './browser.js'
import { free_ports } from './free_ports.js'
import { DETENTE, ENVIRONMENT, run } from './sides.js'

const TEST_MS_MAX = 300_000
const SHOWN_MS_MAX = 60_000
const MAKE = 'Make this browser’s key and ask'

/** @type {string} */
let dir
/** @type {import('node:child_process').ChildProcess} */
let node
/** @type {import('playwright-core').Browser} */
let browser
/** @type {import('node:child_process').ChildProcess[]} */
const consoles = []

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'detente-setup-'))
  const [http, line, media, metrics] = await free_ports(4)
  const answers = join(dir, 'answers.toml')
  const side = join(dir, 'north')
  writeFileSync(
    answers,
    `name = "North"\nhost = "localhost"\ntls = "none"\nfolder = "${side}"\n[ports]\nhttp = ${String(http)}\nline = ${String(line)}\nmedia = ${String(media)}\nmetrics = ${String(metrics)}\n`,
  )
  const done = await run(['setup', '--answers', answers])
  assert.equal(done.public_url, `http://localhost:${String(http)}`)
  node = spawn(DETENTE, ['node', 'run', '--announce', '--config', done.settings], { env: { ...process.env, ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'ignore'] })
  await said_by(node, /"http":/u)
  browser = await open_browser(speech('north-principal.wav'))
})

after(async () => {
  await browser?.close()
  for (const one of consoles) one.kill('SIGKILL')
  node?.kill('SIGTERM')
  rmSync(dir, { recursive: true, force: true })
})

/** What a process said, once it said this. @param {import('node:child_process').ChildProcess} child @param {RegExp} wanted @returns {Promise<RegExpExecArray>} */
function said_by(child, wanted) {
  return new Promise((resolve, reject) => {
    let said = ''
    const give_up = setTimeout(() => reject(new Error(`it never said ${String(wanted)}: ${said}`)), SHOWN_MS_MAX)
    child.stdout?.on('data', (chunk) => {
      said += String(chunk)
      const found = wanted.exec(said)
      if (found === null) return
      clearTimeout(give_up)
      resolve(found)
    })
    child.on('close', () => reject(new Error(`it ended: ${said}`)))
  })
}

/** Opens the link and asks; the words that the page shows. @param {string} url */
async function ask(url) {
  const { page, complaints } = await open_page(browser)
  page.setDefaultTimeout(SHOWN_MS_MAX)
  await page.goto(url)
  await page.getByRole('heading', { name: 'You become the first administrator' }).waitFor()
  assert.equal(new URL(page.url()).hash, '', 'the token stays in no address')
  await page.getByRole('button', { name: MAKE }).click()
  const words = page.getByRole('list', { name: 'Words of your request' }).getByRole('listitem')
  await words.first().waitFor()
  const shown = (await words.allInnerTexts()).map((word) => /[a-z]+/u.exec(word)?.[0] ?? '')
  assert.equal(shown.length, 6)
  return { page, complaints, words: shown.join(' ') }
}

/** A command on a terminal of its own, as somebody at the console has it. @param {string[]} args */
function on_terminal(args) {
  const words = [DETENTE, '--dir', join(dir, 'north'), ...args].map((word) => `'${word}'`)
  const child = spawn('script', ['-qfec', words.join(' '), '/dev/null'], { env: { ...process.env, ...ENVIRONMENT }, stdio: ['pipe', 'pipe', 'ignore'] })
  consoles.push(child)
  return child
}

test('the console compares words, and the administrator is at the desk', { timeout: TEST_MS_MAX }, async () => {
  const console_ = on_terminal(['side', 'first-link'])
  const url = (await said_by(console_, /http:\/\/localhost:\d+\/desk\/#first-link=[0-9a-f]{32}/u))[0]
  const asked = said_by(console_, /Its words are:\s+([a-z]+(?: [a-z]+){5})\s/u)
  const { page, complaints, words } = await ask(url)
  await page.getByText('The console has the request.').waitFor()
  assert.equal((await asked)[1], words, 'the console and the browser show the same words')

  // The link is spent: another browser gets nowhere by it, and what it asked reaches nobody.
  const late = await ask(url)
  const refused = late.page.locator('.error-card')
  await refused.waitFor()
  assert.match(await refused.innerText(), /one-time link doesn't count/u)
  await late.page.context().close()

  const accredited = said_by(console_, /is accredited as administrator/u)
  console_.stdin?.write('yes\n')
  await accredited
  // As every browser's device: not by its key alone from now on.
  await Authenticator.plugged_into(page)
  await page.getByRole('button', { name: 'Register the passkey' }).click()
  await page.locator('.desk-main h1').waitFor({ state: 'attached' })
  assert.deepEqual(await forbidden_in(page), [])
  // Before two officers signed, the node refused the sign-in: browsers note that.
  assert.deepEqual(
    complaints.filter((complaint) => !complaint.includes('401') && !complaint.includes('429')),
    [],
  )
  const { people } = await run(['--dir', join(dir, 'north'), 'person', 'list'])
  const administrators = people.filter((/** @type {{ name: string | null, roles: string }} */ one) => one.name === 'first administrator\'s browser' && String(one.roles) === 'administrator')
  assert.equal(administrators.length, 1)
  await page.context().close()
})

test('who hears other words signs nothing, and the link ends', { timeout: TEST_MS_MAX }, async () => {
  const at = ['--dir', join(dir, 'north'), 'side', 'first-link']
  const { url } = await run([...at, '--no-wait'])
  const { page, words } = await ask(url)
  await page.getByText('The console has the request.').waitFor()
  const other = words.split(' ').reverse().join(' ')
  await assert.rejects(run([...at, '--go-on', '--words', other]), /words-differ/u)
  await assert.rejects(run([...at, '--go-on', '--words', words]), /no one-time link is open/u)
  await page.context().close()
})
