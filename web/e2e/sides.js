// Two real sides on this machine: `detente demo` on ports of its own, and commands as their people.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const PASSPHRASE = 'a demo guards nothing'
const COMMAND_MS_MAX = 60_000

/** The program under test. */
export const DETENTE = process.env['DETENTE_BIN'] ?? join(ROOT, process.env['CARGO_TARGET_DIR'] ?? 'target', 'debug', 'detente')

/** @typedef {'north' | 'south'} SideKey */

export class Sides {
  /** @param {string} dir @param {{ north: string, south: string }} urls */
  constructor(dir, urls) {
    this.dir = dir
    this.urls = urls
  }

  static make() {
    const dir = mkdtempSync(join(tmpdir(), 'detente-e2e-'))
    const made = run(['demo', '--data', dir, '--free-ports'], {})
    return new Sides(dir, { north: made.north, south: made.south })
  }

  /** The desk's address. @param {SideKey} side */
  desk(side) {
    return `${this.urls[side]}desk/`
  }

  /** A command as one of a side's people, answered as JSON. @param {SideKey} side @param {string} device @param {string[]} args */
  as(side, device, ...args) {
    return run(['--dir', join(this.dir, side), ...args, '--as', device], ENVIRONMENT)
  }

  /** A command that runs on. @param {SideKey} side @param {string[]} args */
  start(side, ...args) {
    const child = spawn(DETENTE, ['--dir', join(this.dir, side), ...args, '--json'], { env: { ...process.env, ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {Promise<any>} */
    const answer = new Promise((resolve, reject) => {
      let said = ''
      let told = ''
      child.stdout.on('data', (chunk) => (said += chunk))
      child.stderr.on('data', (chunk) => (told += chunk))
      child.on('close', (code) => {
        try {
          resolve({ code, ...JSON.parse(said) })
        } catch {
          reject(new Error(`${args.join(' ')}: ${told || said}`))
        }
      })
    })
    return { child, answer }
  }

  /** A phone call of now, agreed by both sherpas; its id. */
  agreed_call() {
    const start = new Date(Date.now() + 60_000).toISOString().slice(0, 16)
    const proposed = this.as('north', 'sherpa', 'contact', 'propose', '--start', start, '--zone', 'Etc/UTC', '--other-zone', 'Etc/UTC', '--duration', '30', '--medium', 'phone-call', '--item', 'security guarantees')
    this.until('south', 'sherpa', proposed.contact, () => true)
    this.as('south', 'sherpa', 'contact', 'accept', proposed.contact)
    this.until('north', 'duty', proposed.contact, (shown) => shown.phase === 'agreed')
    return /** @type {string} */ (proposed.contact)
  }

  /** Both duty officers confirm. @param {string} contact */
  confirm(contact) {
    this.as('north', 'duty', 'call', 'confirm', contact)
    this.until('south', 'duty', contact, (shown) => shown.phase === 'staging')
    this.as('south', 'duty', 'call', 'confirm', contact)
  }

  /** @param {SideKey} side @param {string} device @param {string} contact @param {(shown: any) => boolean} wanted */
  until(side, device, contact, wanted) {
    const give_up = Date.now() + COMMAND_MS_MAX
    for (;;) {
      const shown = run(['--dir', join(this.dir, side), 'contact', 'show', contact, '--as', device], ENVIRONMENT, true)
      if (shown !== null && wanted(shown)) return shown
      if (Date.now() > give_up) throw new Error(`${side} waits in vain for ${contact}: ${JSON.stringify(shown)}`)
    }
  }

  stop() {
    run(['demo', '--data', this.dir, 'reset'], {})
    rmSync(this.dir, { recursive: true, force: true })
  }
}

const ENVIRONMENT = { DETENTE_PASSPHRASE: PASSPHRASE, DETENTE_DANGER_WEAK_KEYS: '1', DETENTE_DANGER_CLOCK_OFFSET_MS: '0' }

/** @param {string[]} args @param {Record<string, string>} environment @param {boolean} may_fail @returns {any} */
function run(args, environment, may_fail = false) {
  const done = spawnSync(DETENTE, [...args, '--json'], { env: { ...process.env, ...environment }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (done.status === 0) return JSON.parse(done.stdout)
  if (may_fail) return null
  throw new Error(`detente ${args.join(' ')}: ${done.stderr}${done.stdout}`)
}
