/** One device in its worker: key, session with the node, verified logs, and the call's keys. */
import type { CallEvent, FrameReport } from '../call_events'
import { type Acted, type CoreError, type CoreState, ROLES, type Role, as_core_error } from '../core'
import type { Ask, LineTypes, Tell } from '../rpc'
import { Device, make_key, read_credentials } from '../wasm/client_wasm'
import { EventStream } from './event_stream'
import { type Kept, forget_key, keep, load_key, save_key } from './key_store'
import { Node, Refused } from './node'
import { read_demo_key } from './demo_key'
import { fetched_view } from './node_views'
import { Transforms } from './transforms'

/** Changes that come close together are fetched once. */
const SYNC_AFTER_MS = 20
/** The clocks of node and device may differ by so much; beyond it nothing is signed here. */
const SKEW_MS_MAX = 5 * 60 * 1_000
/** Held by the tab that speaks to the node. */
const TAB_LOCK = 'detente-device'

interface SideInfo {
  side: string
  name: string
  credentials: string
  other: string | null
  now_unix_ms: number
  demonstration?: boolean
}

interface Identity {
  side: string
  side_name: string
  other: string | null
  other_name: string | null
  device: string
  person: string
  roles: string[] | null
}

interface Post {
  path: string
  bytes: string
}

interface SessionState {
  device: string
  csrf: string
}

export class DeskWorker {
  readonly transforms: Transforms
  readonly #tell: (tell: Tell) => void
  readonly #node = new Node()
  #state: CoreState = { at: 'starting' }
  #side: SideInfo | null = null
  #device: Device | null = null
  #kept: Kept | null = null
  #stream: EventStream | null = null
  #syncing: Promise<void> | null = null
  #sync_again = false
  #sync_timer: ReturnType<typeof setTimeout> | null = null
  #tick_timer: ReturnType<typeof setTimeout> | null = null
  #types: LineTypes | null = null
  #in_call = false
  /** Contacts whose ring this page waits for. */
  readonly #awaited = new Set<string>()
  readonly #talkers = new Map<number, number>()
  /** The node's clock less ours, where a demonstration plays on another day. */
  #clock_ms = 0

  constructor(tell: (tell: Tell) => void) {
    this.#tell = tell
    this.transforms = new Transforms({
      device: () => (this.#in_call ? this.#device : null),
      types: () => this.#types,
      heard: (slot, leaf) => this.#heard(slot, leaf),
    })
  }

  /** From the page's first moment to whatever it can show. */
  async start(fragment: string): Promise<void> {
    try {
      if (!(await this.#hold_tab(false))) return this.#at({ at: 'other-tab', in_call: false })
      this.#side = JSON.parse(await this.#node.get('/api/v1/side')) as SideInfo
      const demo = read_demo_key(fragment)
      if (demo !== null) await this.#use_demo_key(demo.secret, demo.other)
      else await this.#open_kept()
    } catch (thrown) {
      this.#failed(thrown)
    }
  }

  async answer(ask: Ask): Promise<unknown> {
    switch (ask.ask) {
      case 'query':
        return await this.#query(ask.view, ask.args)
      case 'act':
        return await this.#act(ask.act, ask.args)
      case 'await-ring':
        this.#await_ring(ask.contact)
        return null
      case 'join':
        this.#ready().join(ask.contact, ask.offer_sdp, this.#now())
        this.#types = ask.line_types
        this.#talkers.clear()
        this.#in_call = true
        this.#pump()
        return null
      case 'come-back': {
        const came = this.#ready().come_back(ask.offer_sdp, this.#now())
        this.#pump()
        return came
      }
      case 'hang-up': {
        const for_both = this.#ready().hang_up()
        this.#pump()
        return { for_both }
      }
      case 'forget-call':
        this.#in_call = false
        this.#device?.forget_call()
        return null
      case 'frames':
        return { ...(JSON.parse(this.#ready().call_report()) as Omit<FrameReport, 'transforms'>), transforms: this.transforms.counts }
    }
  }

  #at(state: CoreState): void {
    this.#state = state
    this.#tell({ tell: 'state', state })
  }

  #failed(thrown: unknown): void {
    this.#at({ at: 'failed', error: told(thrown) })
  }

  #now(): number {
    return Date.now() + this.#clock_ms
  }

  #ready(): Device {
    if (this.#device === null) throw { code: 'no-key', cause: 'this browser has no key', next: 'make one first' } satisfies CoreError
    return this.#device
  }

  /** One tab speaks for this device. Resolves to whether it is this one. */
  #hold_tab(steal: boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const options = steal ? { steal: true } : { ifAvailable: true }
      const held = navigator.locks.request(TAB_LOCK, options, (lock) => {
        resolve(lock !== null)
        if (lock === null) return undefined
        // Held until this worker ends, or another tab takes it.
        return new Promise<void>(() => undefined)
      })
      // Another tab took it.
      held.catch(() => this.#lost_tab())
    })
  }

  #lost_tab(): void {
    this.#stream?.close()
    this.#stream = null
    const in_call = this.#in_call
    this.#in_call = false
    this.#device?.forget_call()
    if (in_call) this.#tell({ tell: 'call', event: { event: 'ended', reason: 'taken-over' } })
    this.#at({ at: 'other-tab', in_call })
  }

  async #open_kept(): Promise<void> {
    const side = this.#side
    const opened = await load_key()
    if (side === null) return
    if (opened === null) return this.#at({ at: 'no-key', side: { id: side.side, name: side.name, zone: '' }, demo: side.demonstration === true })
    await this.#use_key(opened.secret, opened.kept)
  }

  async #use_key(secret: Uint8Array, kept: Kept): Promise<void> {
    const other = kept.other === null ? undefined : bytes_of(kept.other)
    this.#kept = kept
    this.#device = new Device(secret, bytes_of(kept.own), other, kept.seen)
    secret.fill(0)
    this.#device.check_side(JSON.stringify(this.#side))
    const skew_ms = (this.#side?.now_unix_ms ?? 0) - Date.now()
    if (kept.demo) this.#clock_ms = skew_ms
    else if (Math.abs(skew_ms) > SKEW_MS_MAX) throw { code: 'clock', cause: 'this device\'s clock and the node\'s differ by more than five minutes', next: 'set the clock of this device, then load the page again' } satisfies CoreError
    await this.#sign_in()
  }

  async #use_demo_key(secret: Uint8Array<ArrayBuffer>, other: string | null): Promise<void> {
    const side = this.#side
    if (side === null || side.demonstration !== true) throw { code: 'no-demonstration', cause: 'this address has a demonstration key, and this node is none of a demonstration', next: 'make a key of your own in this browser' } satisfies CoreError
    const kept: Kept = { own: side.credentials, other, roles: [], name: 'demonstration', demo: true, seen: '{}' }
    await save_key(secret.slice(), kept)
    await this.#use_key(secret, kept)
  }

  /** The session of before, or another by the device's signature. */
  async #sign_in(): Promise<void> {
    const device = this.#ready()
    const identity = this.#identity()
    try {
      if (!(await this.#resumed(identity.device))) await this.#challenge(device)
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status >= 400 && thrown.status < 500) return this.#waits_for_accreditation()
      throw thrown
    }
    await this.#sync()
    this.#open_stream()
  }

  async #resumed(device: string): Promise<boolean> {
    try {
      const session = JSON.parse(await this.#node.get('/api/v1/sessions')) as SessionState
      if (session.device !== device) return false
      this.#node.csrf = session.csrf
      return true
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status !== 0) return false
      throw thrown
    }
  }

  async #challenge(device: Device): Promise<void> {
    const identity = this.#identity()
    const challenge = await this.#node.post('/api/v1/sessions/challenge', JSON.stringify({ device: identity.device }))
    const signed = JSON.parse(device.sign_in(challenge)) as Record<string, unknown>
    const session = JSON.parse(await this.#node.post('/api/v1/sessions', JSON.stringify({ ...signed, cookie: true }))) as SessionState
    this.#node.csrf = session.csrf
  }

  #waits_for_accreditation(): void {
    const { side, side_name } = this.#identity()
    const request = JSON.parse(this.#ready().request(JSON.stringify(this.#kept?.roles ?? []))) as { request: string; words: string[] }
    this.#at({
      at: 'not-accredited',
      side: { id: side, name: side_name, zone: '' },
      request: armored(this.#kept?.name ?? '', request.request),
      words: request.words,
      by_administrator: false,
      by_security: false,
    })
  }

  #identity(): Identity {
    return JSON.parse(this.#ready().identity(this.#now())) as Identity
  }

  #open_stream(): void {
    this.#stream?.close()
    this.#stream = new EventStream({
      message: (bytes) => this.#message(bytes),
      open: () => {
        this.#tell({ tell: 'node', reached: true })
        for (const contact of this.#awaited) this.#stream?.send(own(this.#ready().await_ring(contact)))
        this.#sync_soon()
        if (this.#in_call) this.#tell({ tell: 'call', event: { event: 'line', up: true } })
      },
      lost: () => {
        this.#device?.cut_off()
        this.#tell({ tell: 'node', reached: false })
        void this.#session_ended()
      },
      replaced: () => this.#at({ at: 'other-tab', in_call: this.#in_call }),
    })
  }

  /** A stream that doesn't open may be refused for its session. */
  async #session_ended(): Promise<void> {
    try {
      if (!(await this.#resumed(this.#identity().device))) await this.#challenge(this.#ready())
      this.#stream?.hurry()
    } catch {
      // Not reached, or refused: the stream's next attempt asks again.
    }
  }

  #await_ring(contact: string): void {
    this.#awaited.add(contact)
    this.#stream?.send(own(this.#ready().await_ring(contact)))
  }

  #message(bytes: Uint8Array): void {
    const device = this.#ready()
    const heard = JSON.parse(device.take_message(bytes, this.#now())) as { told: string } & Record<string, unknown>
    switch (heard.told) {
      case 'logs-changed':
        this.#sync_soon()
        break
      case 'ring':
        this.#tell({ tell: 'ring', contact: String(heard['contact']) })
        break
      case 'alarm':
        this.#tell({
          tell: 'alarm',
          message: String(heard['message']),
          since_unix_ms: Number(heard['since_unix_ms']),
          step: Number(heard['step']),
          everybody: heard['everybody'] === true,
        })
        break
      case 'alarm-over':
        this.#tell({ tell: 'alarm-over', message: String(heard['message']) })
        break
    }
    this.#pump()
  }

  /** Does what the call wants done, and looks again when it is due. */
  #pump(): void {
    const device = this.#device
    if (device === null || !this.#in_call) return
    for (;;) {
      const step = device.poll_call(this.#now())
      if (step === undefined) break
      const bytes = step.bytes()
      if (bytes !== undefined) this.#stream?.send(own(bytes))
      const event = step.event()
      step.free()
      if (event !== undefined) this.#tell({ tell: 'call', event: JSON.parse(event) as CallEvent })
    }
    if (this.#tick_timer !== null) clearTimeout(this.#tick_timer)
    const due = device.due_in_ms()
    this.#tick_timer = due === undefined ? null : setTimeout(() => this.#tick(), Math.max(1, due))
  }

  #tick(): void {
    this.#tick_timer = null
    if (!this.#in_call) return
    this.#device?.tick(this.#now())
    this.#pump()
  }

  #heard(slot: number, leaf: number): void {
    if (this.#talkers.get(slot) === leaf) return
    this.#talkers.set(slot, leaf)
    const report = JSON.parse(this.#ready().call_report()) as FrameReport
    this.#tell({ tell: 'call', event: { event: 'talker', slot, device: report.places[String(leaf)] ?? null } })
  }

  #sync_soon(): void {
    this.#sync_timer ??= setTimeout(() => {
      this.#sync_timer = null
      this.#sync().catch((thrown: unknown) => this.#not_synced(thrown))
    }, SYNC_AFTER_MS)
  }

  #not_synced(thrown: unknown): void {
    const error = told(thrown)
    // What can't be verified is shown instead of everything else; an unreached node is the stream's matter.
    if (thrown instanceof Refused) return
    this.#at({ at: 'failed', error })
  }

  /** Both logs verified, keys handed on that are due, internal records for who reads them. */
  async #sync(): Promise<void> {
    if (this.#syncing !== null) {
      this.#sync_again = true
      return await this.#syncing
    }
    this.#syncing = this.#sync_once()
    try {
      await this.#syncing
    } finally {
      this.#syncing = null
    }
    if (this.#sync_again) {
      this.#sync_again = false
      await this.#sync()
    }
  }

  async #sync_once(): Promise<void> {
    const device = this.#ready()
    await this.#pull(device)
    const grants = JSON.parse(device.housekeeping(this.#now())) as Post[]
    for (const grant of grants) await this.#post_unless_done(grant)
    if (grants.length > 0) await this.#pull(device)
    while (device.reads_internal(this.#now())) {
      const { internal } = positions(device)
      if (!device.take_internal(await this.#node.get(`/api/v1/internal?after=${internal}`))) break
    }
    device.logs_changed(this.#now())
    await keep({ seen: device.heads() })
    this.#show_ready()
    this.#tell({ tell: 'changed' })
    this.#pump()
  }

  async #pull(device: Device): Promise<void> {
    for (;;) {
      const { own: after_own, other } = positions(device)
      if (!device.take_logs(await this.#node.get(`/api/v1/logs?own=${after_own}&other=${other}`))) return
    }
  }

  /** Another device of this side may have been first; its grant comes with the next pull. */
  async #post_unless_done(post: Post): Promise<void> {
    try {
      await this.#post(post)
    } catch (thrown) {
      if (!(thrown instanceof Refused) || thrown.told.code !== 'conflict') throw thrown
    }
  }

  async #post(post: Post): Promise<void> {
    await this.#node.post(post.path, JSON.stringify({ bytes: post.bytes }))
  }

  #show_ready(): void {
    const identity = this.#identity()
    if (identity.roles === null) return this.#waits_for_accreditation()
    const roles = identity.roles.filter((role): role is Role => (ROLES as readonly string[]).includes(role))
    const state: CoreState = {
      at: 'ready',
      side: { id: identity.side, name: identity.side_name, zone: '' },
      other_side: identity.other === null ? null : { id: identity.other, name: identity.other_name ?? '', zone: '' },
      person: identity.person,
      device: identity.device,
      roles,
      demo: this.#kept?.demo === true,
    }
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) this.#at(state)
  }

  async #query(view: string, args: Record<string, unknown>): Promise<unknown> {
    const fetched = await fetched_view(this.#node, view, args)
    if (fetched.is_whole) return fetched.answer
    const query = { view, ...args, ...fetched.with }
    return JSON.parse(this.#ready().query(JSON.stringify(query), this.#now()))
  }

  async #act(act: string, args: Record<string, unknown>): Promise<Acted> {
    const nothing: Acted = { record: null, subject: null }
    switch (act) {
      case 'make-key':
        await this.#make_key(args)
        return nothing
      case 'drop-request':
        await forget_key()
        this.#device = null
        await this.#open_kept()
        return nothing
      case 'sign-in':
        await this.#sign_in()
        return nothing
      case 'sign-out':
        await this.#sign_out()
        return nothing
      case 'take-over':
        await this.#hold_tab(true)
        await this.start('')
        return nothing
    }
    const made = JSON.parse(this.#ready().act(JSON.stringify({ act, ...args }), this.#now())) as Acted & { posts: Post[] }
    for (const post of made.posts) await this.#post(post)
    await this.#sync()
    return { ...nothing, ...made }
  }

  async #make_key(args: Record<string, unknown>): Promise<void> {
    const side = this.#side
    if (side === null) throw { code: 'node-unreachable', cause: 'your own node does not answer', next: 'load the page again' } satisfies CoreError
    const roles = Array.isArray(args['roles']) ? args['roles'].map(String) : []
    const made = make_key(JSON.stringify(side), undefined, JSON.stringify(roles))
    const name = typeof args['person_name'] === 'string' ? args['person_name'] : ''
    const kept: Kept = { own: side.credentials, other: side.other, roles, name, demo: false, seen: '{}' }
    await save_key(own(made.take_secret()), kept)
    made.free()
    await this.#open_kept()
  }

  async #sign_out(): Promise<void> {
    this.#stream?.close()
    this.#stream = null
    await this.#node.delete('/api/v1/sessions')
    this.#node.csrf = null
    const { side, side_name } = this.#identity()
    this.#at({ at: 'signed-out', side: { id: side, name: side_name, zone: '' }, device_name: this.#kept?.name ?? '', by_passkey: false, demo: this.#kept?.demo === true })
  }
}

/** Words of credentials before they are pinned. */
export function words_of(credentials: string): { name: string; words: string[] } {
  return JSON.parse(read_credentials(bytes_of(credentials))) as { name: string; words: string[] }
}

function positions(device: Device): { own: number; other: number; internal: number } {
  return JSON.parse(device.positions()) as { own: number; other: number; internal: number }
}

/** The core throws its errors as JSON text. */
function told(thrown: unknown): CoreError {
  if (thrown instanceof Refused) return thrown.told
  if (typeof thrown !== 'string') return as_core_error(thrown)
  try {
    return as_core_error(JSON.parse(thrown))
  } catch {
    return as_core_error(thrown)
  }
}
export { told as told_error }

function bytes_of(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/** In a buffer of its own, as sockets and keys want it. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

const LINE_CHARS = 64

/** The text form of a request, as files that people hand over have it. */
function armored(name: string, base64: string): string {
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARS}}`, 'gu')) ?? []
  // eslint-disable-next-line no-control-regex
  return `detente request 1\nname: ${name.replace(/[\u0000-\u001f\u007f]/gu, '')}\n\n${lines.join('\n')}\n`
}
