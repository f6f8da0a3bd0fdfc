// A way to the own node that is dead while its sockets look alive: a pulled cable, a computer that slept.
import assert from 'node:assert/strict'
import { connect, createServer } from 'node:net'
import { after, before, test } from 'node:test'

import { open_browser, open_page, sign_in, speech } from './browser.js'
import { Sides } from './sides.js'

/** Twelve seconds of silence, a look each second, and a slow machine. */
const NOTICED_WITHIN_MS = 20_000
/** Attempts follow one another within two seconds. */
const BACK_WITHIN_MS = 10_000

/** Stands before a node; what it holds up stays held, and no socket ends. */
class Way {
  #held = false
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set()

  /** @param {number} port of the node */
  constructor(port) {
    this.server = createServer((here) => {
      const there = connect(port, '127.0.0.1')
      /** @type {Set<import('node:net').Socket>} */
      const dead = new Set()
      const pairs = /** @type {const} */ ([
        [here, there],
        [there, here],
      ])
      for (const [from, to] of pairs) {
        this.#sockets.add(from)
        from.on('data', (bytes) => {
          // Of a held connection nothing comes through any more, as of one whose other end is gone.
          if (!this.#held && !dead.has(from)) to.write(bytes)
          else for (const end of [here, there]) dead.add(end)
        })
        from.on('close', () => {
          this.#sockets.delete(from)
          if (!dead.has(from)) to.destroy()
        })
        from.on('error', () => from.destroy())
      }
      if (this.#held) for (const end of [here, there]) dead.add(end)
    })
  }

  async open() {
    await new Promise((listening) => this.server.listen(0, '127.0.0.1', () => listening(undefined)))
    return /** @type {import('node:net').AddressInfo} */ (this.server.address()).port
  }

  hold() {
    this.#held = true
  }

  let_through() {
    this.#held = false
  }

  close() {
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
  }
}

/** @type {Sides} */
let sides
/** @type {import('playwright-core').Browser} */
let browser
/** @type {Way} */
let way

before(async () => {
  sides = await Sides.make()
  browser = await open_browser(speech('north-principal.wav'))
})

after(async () => {
  await browser?.close()
  way?.close()
  await sides?.stop()
})

test('a page says that its node does not answer, comes back by itself, and rings', { timeout: 120_000 }, async () => {
  const desk = new URL(sides.desk('north'))
  way = new Way(Number(desk.port))
  desk.port = String(await way.open())
  const { page } = await open_page(browser)
  await sign_in(page, String(desk), 'Principal')
  const contact = await sides.agreed_call()
  way.hold()
  const held_at = Date.now()
  const unreached = page.getByRole('alert').getByText('You can’t be rung here now')
  await unreached.waitFor({ timeout: NOTICED_WITHIN_MS })
  assert.ok(Date.now() - held_at > 5_000, 'it is noticed by silence, not by a socket that ended')
  // Rung while the page hears nothing.
  await sides.confirm(contact)
  way.let_through()
  await unreached.waitFor({ state: 'detached', timeout: BACK_WITHIN_MS })
  await page.getByRole('button', { name: 'Take the call' }).waitFor({ timeout: BACK_WITHIN_MS })
})
