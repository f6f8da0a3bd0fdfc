// Two real sides on this machine: `detente demo` on ports of its own, and commands as their people.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const COMMAND_MS_MAX = 60_000
const ASK_AGAIN_MS = 50
/** Of a demonstration, whose keys guard nothing. */
export const ENVIRONMENT = { DETENTE_PASSPHRASE: 'a demo guards nothing', DETENTE_DANGER_WEAK_KEYS: '1', DETENTE_DANGER_CLOCK_OFFSET_MS: '0' }

/** The program under test. */
export const DETENTE = process.env['DETENTE_BIN'] ?? join(ROOT, 'target', 'debug', 'detente')

/** @typedef {'north' | 'south'} SideKey */

export class Sides {
  /** @param {string} dir @param {{ north: string, south: string }} urls */
  constructor(dir, urls) {
    this.dir = dir
    this.urls = urls
  }

  /**
   * Founded, paired, running; everybody enrolled.
   * @param {{ line?: import('./lossy_line.js').LossyLine }} beside whoever stands on the line between them
   */
  static async make({ line } = {}) {
    const dir = mkdtempSync(join(tmpdir(), 'detente-e2e-'))
    const routes = line === undefined ? [] : ['--routes', ...line.ports.map(String)]
    const made = run(['demo', '--data', dir, '--free-ports', '--danger-tap', ...routes])
    if (line !== undefined) line.towards([await line_port(dir, 'north'), await line_port(dir, 'south')])
    const { north, south } = await made
    return new Sides(dir, { north, south })
  }

  /** The desk's address. @param {SideKey} side */
  desk(side) {
    return `${this.urls[side]}desk/`
  }

  /** A command as one of a side's people, answered as JSON. @param {SideKey} side @param {string} device @param {string[]} args */
  async as(side, device, ...args) {
    return await run(['--dir', join(this.dir, side), ...args, '--as', device])
  }

  /** A command that runs on; what it answers at its end. @param {SideKey} side @param {string[]} args */
  start(side, ...args) {
    return run(['--dir', join(this.dir, side), ...args])
  }

  /** A call of now, agreed by both sherpas; its id. @param {'phone-call' | 'videoconference'} medium */
  async agreed_call(medium = 'phone-call') {
    const moscow = new Date(Date.now() + 3 * 3_600_000 + 60_000).toISOString().slice(0, 16)
    const terms = ['--start', moscow, '--zone', 'Europe/Moscow', '--other-zone', 'America/New_York', '--duration', '30', '--medium', medium, '--item', 'security guarantees']
    const { contact } = await this.as('north', 'sherpa', 'contact', 'propose', ...terms)
    await this.until('south', 'sherpa', contact, () => true)
    await this.as('south', 'sherpa', 'contact', 'accept', contact)
    await this.until('north', 'duty', contact, ({ phase }) => phase === 'agreed')
    return /** @type {string} */ (contact)
  }

  /** Both duty officers confirm. @param {string} contact */
  async confirm(contact) {
    await this.as('north', 'duty', 'call', 'confirm', contact)
    await this.until('south', 'duty', contact, ({ phase }) => phase === 'staging')
    await this.as('south', 'duty', 'call', 'confirm', contact)
  }

  /** @param {SideKey} side @param {string} device @param {string} contact @param {(shown: any) => boolean} wanted */
  async until(side, device, contact, wanted) {
    const give_up = Date.now() + COMMAND_MS_MAX
    for (;;) {
      const shown = await this.as(side, device, 'contact', 'show', contact).catch(() => null)
      if (shown !== null && wanted(shown)) return shown
      if (Date.now() > give_up) throw new Error(`${side} waits in vain for ${contact}: ${JSON.stringify(shown)}`)
    }
  }

  async stop() {
    await run(['demo', '--data', this.dir, 'reset'])
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** Where a side's node listens for the other, once its side is founded. @param {string} dir @param {SideKey} side */
async function line_port(dir, side) {
  for (const give_up = Date.now() + COMMAND_MS_MAX; ; ) {
    try {
      const found = /^line = "127\.0\.0\.1:(\d+)"$/mu.exec(readFileSync(join(dir, side, 'side.toml'), 'utf8'))
      if (found !== null) return Number(found[1])
    } catch {
      // Not founded yet.
    }
    if (Date.now() > give_up) throw new Error(`${side} was never founded in ${dir}`)
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
  }
}

/** A command's answer. @param {string[]} args @returns {Promise<any>} */
export function run(args) {
  const child = spawn(DETENTE, [...args, '--json'], { env: { ...process.env, ...ENVIRONMENT }, stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let said = ''
    let told = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (told += chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said))
      else reject(new Error(`detente ${args.join(' ')}: ${said}${told}`))
    })
  })
}
