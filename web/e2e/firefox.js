// Stock Firefox without a window, driven by WebDriver BiDi (W3C): as much of it as one test needs.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { WebSocket } from 'ws'

export const FIREFOX = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'
const BEGINS_MS_MAX = 60_000
const SHOWN_MS_MAX = 20_000
const ASK_AGAIN_MS = 100

/** Runs in each page before its own scripts. */
const WATCH = `() => {
  globalThis.watched = { forbidden: [], connections: 0 }
  document.addEventListener('securitypolicyviolation', (event) => globalThis.watched.forbidden.push(event.violatedDirective + ': ' + event.blockedURI))
  const real = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends real {
    constructor(...options) {
      super(...options)
      globalThis.watched.connections += 1
    }
  }
}`

/** Of texts that a page shows, the element that is meant: hidden ones and what holds others are left out. */
const FIND = `(text, kind) => [...document.querySelectorAll(kind)].find((one) => one.textContent.trim().replace(/\\s+/g, ' ').includes(text) && one.checkVisibility())`

export class Firefox {
  #process
  #profile
  /** @type {WebSocket} */
  #socket
  #asked = 0
  /** @type {Map<number, { done: (answer: any) => void, failed: (why: Error) => void }>} */
  #waiting = new Map()
  /** @type {Map<string, Person>} */
  #people = new Map()

  /** @param {import('node:child_process').ChildProcess} process @param {string} profile @param {WebSocket} socket */
  constructor(process, profile, socket) {
    this.#process = process
    this.#profile = profile
    this.#socket = socket
    socket.on('message', (data) => this.#heard(JSON.parse(data.toString())))
  }

  static async open() {
    const profile = mkdtempSync(join(tmpdir(), 'detente-firefox-'))
    const child = spawn(FIREFOX, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
    const url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Firefox didn't begin: ${said}`)), BEGINS_MS_MAX)
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += chunk
        const at = /WebDriver BiDi listening on (ws:\S+)/u.exec(said)?.[1]
        if (at !== undefined) resolve(at)
        if (at !== undefined) clearTimeout(late)
      })
      child.on('exit', () => reject(new Error(`Firefox ended: ${said}`)))
    })
    const socket = new WebSocket(`${url}/session`)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    const firefox = new Firefox(child, profile, socket)
    await firefox.ask('session.new', { capabilities: {} })
    await firefox.ask('session.subscribe', { events: ['log.entryAdded'] })
    await firefox.ask('script.addPreloadScript', { functionDeclaration: WATCH })
    return firefox
  }

  /** Somebody with a tab and a store of their own. */
  async person() {
    const { userContext } = await this.ask('browser.createUserContext', {})
    const { context } = await this.ask('browsingContext.create', { type: 'tab', userContext })
    const person = new Person(this, context)
    this.#people.set(context, person)
    return person
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    await this.ask('browser.close', {}).catch(() => this.#process.kill())
    await ended
    this.#socket.terminate()
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  ask(method, params) {
    const id = (this.#asked += 1)
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  /** @param {any} message */
  #heard(message) {
    if (message.type === 'event') {
      const { level, text, source } = message.params
      if (message.method === 'log.entryAdded' && level === 'error') this.#people.get(source.context)?.complaints.push(text)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.type === 'success') waiting?.done(message.result)
    else waiting?.failed(new Error(`${message.error}: ${message.message}`))
  }
}

export class Person {
  /** What the pages complained of. @type {string[]} */
  complaints = []
  #firefox
  #context

  /** @param {Firefox} firefox @param {string} context */
  constructor(firefox, context) {
    this.#firefox = firefox
    this.#context = context
  }

  /** @param {string} url */
  async goto(url) {
    await this.#firefox.ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' })
  }

  /** What an expression is worth on the page, as JSON. @param {string} expression */
  async evaluate(expression) {
    const answer = await this.#firefox.ask('script.evaluate', { expression: `JSON.stringify(${expression})`, target: { context: this.#context }, awaitPromise: true })
    if (answer.type !== 'success') throw new Error(`${expression}: ${answer.exceptionDetails.text}`)
    return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value)
  }

  /** Waits until the page shows this. @param {string} text @param {string} kind selector of what shows it */
  async shows(text, kind = 'h1, h2, p, button, label, a') {
    for (const give_up = Date.now() + SHOWN_MS_MAX; ; ) {
      if (await this.evaluate(`(${FIND})(${JSON.stringify(text)}, ${JSON.stringify(kind)}) !== undefined`)) return
      if (Date.now() > give_up) assert_fail(text, await this.evaluate('document.body.innerText'))
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }

  /** Presses what shows this, by a pointer as a person has. @param {string} text @param {string} kind */
  async press(text, kind = 'button, label, a') {
    await this.shows(text, kind)
    const { x, y } = await this.evaluate(`(() => {
      const found = (${FIND})(${JSON.stringify(text)}, ${JSON.stringify(kind)})
      found.scrollIntoView({ block: 'center' })
      const { x, y, width, height } = found.getBoundingClientRect()
      return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) }
    })()`)
    const steps = [{ type: 'pointerMove', x, y }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }]
    await this.#firefox.ask('input.performActions', { context: this.#context, actions: [{ type: 'pointer', id: 'hand', parameters: { pointerType: 'mouse' }, actions: steps }] })
  }
}

/** @param {string} wanted @param {string} shown */
function assert_fail(wanted, shown) {
  throw new Error(`Firefox never shows "${wanted}", but: ${shown}`)
}
