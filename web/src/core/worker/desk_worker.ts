/** One device in its worker: key, session with the node, verified logs, and the call's keys. */
import type { CallEvent } from '../call_events'
import type { Acted, CoreState } from '../core'
import { Fault } from '../fault'
import type { Ask, Tell } from '../rpc'
import { Device, read_credentials } from '../wasm/client_wasm'
import { CallWorker } from './call_worker'
import { type Demonstration, fetch_demonstration, names_of, roles_of } from './demonstration'
import { EventStream } from './event_stream'
import { type SideInfo, make_own_key, request_of, use_demo_key } from './enrolment'
import { type Kept, forget_key, load_key } from './key_store'
import { Node, Refused } from './node'
import { type Identity, check_clock, own_zone, ready_of } from './identity'
import { post_made } from './made'
import { node_act } from './node_acts'
import { made_once_read } from './read_offer'
import { fetched_view } from './node_views'
import { Session } from './session'
import { Sync } from './sync'
import { hold_tab } from './tab'
import { bytes_of, own, told_error } from './texts'

/** A node that isn't reached, and officers who haven't signed, are asked again. */
const AGAIN_AFTER_MS = 5_000
const NOTHING: Acted = { record: null, subject: null }

export class DeskWorker {
  readonly call: CallWorker
  readonly #tell: (tell: Tell) => void
  readonly #node = new Node()
  readonly #session = new Session(this.#node)
  readonly #sync: Sync
  /** Contacts whose ring this page waits for. */
  readonly #awaited = new Set<string>()
  #state: CoreState = { at: 'starting' }
  #side: SideInfo | null = null
  #demonstration: Demonstration | null = null
  #device: Device | null = null
  #kept: Kept | null = null
  #stream: EventStream | null = null
  /** The node's clock less ours, where a demonstration plays on another day. */
  #clock_ms = 0

  constructor(tell: (tell: Tell) => void) {
    this.#tell = tell
    const now = (): number => this.#now()
    const device = (): Device => this.#ready()
    this.call = new CallWorker(
      device,
      now,
      (bytes) => this.#stream?.send(bytes),
      (event: CallEvent) => {
        tell({ tell: 'call', event })
      },
    )
    this.#sync = new Sync(
      this.#node,
      device,
      now,
      () => {
        this.#synced()
      },
      (thrown) => {
        // An unreached node is the stream's matter; what can't be verified is shown instead of everything.
        if (!(thrown instanceof Refused)) this.#failed(thrown)
      },
    )
  }

  /** From the page's first moment to whatever it can show. */
  async start(): Promise<void> {
    try {
      if (await this.#hold_tab(false)) await this.#begin()
      else this.#at({ at: 'other-tab', in_call: false })
    } catch (thrown) {
      this.#failed(thrown)
      // A node that isn't reached yet: the page goes on by itself once it is.
      if (thrown instanceof Refused && thrown.status === 0) this.#again(() => this.start())
    }
  }

  async answer(ask: Exclude<Ask, { ask: 'beat' }>): Promise<unknown> {
    switch (ask.ask) {
      case 'query':
        return await this.#query(ask.view, ask.args)
      case 'act':
        return await this.#act(ask.act, ask.args)
      case 'await-ring':
        this.#awaited.add(ask.contact)
        this.#stream?.send(own(this.#ready().await_ring(ask.contact)))
        return null
      case 'ring-heard':
        this.#stream?.send(own(this.#ready().ring_heard(ask.contact, ask.declined)))
        return null
      case 'join':
        this.call.join(ask.contact, ask.offer_sdp, ask.line_types)
        return null
      case 'come-back':
        return this.call.come_back(ask.offer_sdp)
      case 'has-video':
        return this.#ready().has_video(ask.contact)
      case 'hang-up':
        return { for_both: this.call.hang_up() }
      case 'forget-call':
        return this.#forget_call()
      case 'frames':
        return this.call.report()
    }
  }

  async #begin(): Promise<void> {
    const side = JSON.parse(await this.#node.get('/api/v1/side')) as SideInfo
    this.#side = side
    await this.#open_kept(side)
  }

  async #open_kept(side: SideInfo): Promise<void> {
    const opened = await load_key()
    if (opened === null) {
      this.#demonstration = await fetch_demonstration(this.#node)
      const { words } = JSON.parse(read_credentials(bytes_of(side.credentials))) as { words: string[] }
      this.#at({ at: 'no-key', side: { id: side.side, name: side.name, zone: own_zone() }, side_words: words, demo_roles: roles_of(this.#demonstration), demo_names: names_of(this.#demonstration) })
      return
    }
    const { secret, kept } = opened
    this.#kept = kept
    this.#device = new Device(secret, bytes_of(kept.own), kept.other === null ? undefined : bytes_of(kept.other), kept.seen)
    secret.fill(0)
    this.#device.check_side(JSON.stringify(side))
    const skew_ms = side.now_unix_ms - Date.now()
    if (kept.demo) this.#clock_ms = skew_ms
    else check_clock(skew_ms)
    await this.#sign_in()
  }

  async #sign_in(): Promise<void> {
    if (!(await this.#session.open(this.#ready(), this.#identity().device))) {
      this.#waits_for_accreditation()
      return
    }
    await this.#sync.now()
    this.#open_stream()
  }

  /** Tries what a person waits for once more. */
  #again(what: () => Promise<void>): void {
    setTimeout(() => void what().catch(() => undefined), AGAIN_AFTER_MS)
  }

  #waits_for_accreditation(): void {
    this.#again(async () => {
      if (this.#state.at === 'not-accredited') await this.#sign_in()
    })
    const { side, side_name } = this.#identity()
    this.#at({ at: 'not-accredited', side: { id: side, name: side_name, zone: own_zone() }, ...request_of(this.#ready(), this.#kept) })
  }

  #open_stream(): void {
    this.#stream?.close()
    this.#stream = new EventStream({
      message: (bytes) => {
        this.#message(bytes)
      },
      open: () => {
        for (const contact of this.#awaited) this.#stream?.send(own(this.#ready().await_ring(contact)))
        this.#sync.soon()
        this.#tell({ tell: 'node', reached: true })
      },
      lost: () => {
        this.#device?.cut_off()
        this.#tell({ tell: 'node', reached: false })
        void this.#session_again()
      },
      replaced: () => {
        this.#lost_tab()
      },
    })
  }

  /** A stream that doesn't open may be refused for its session. */
  async #session_again(): Promise<void> {
    try {
      if (await this.#session.open(this.#ready(), this.#identity().device)) this.#stream?.hurry()
    } catch {
      // Not reached: the stream's next attempt comes here again.
    }
  }

  #message(bytes: Uint8Array): void {
    try {
      const { told, ...rest } = JSON.parse(this.#ready().take_message(bytes, this.#now())) as { told: string } & Record<string, unknown>
      if (told === 'logs-changed' || told === 'ring-changed') this.#sync.soon()
      // Written by the core in the shape of what the page is told.
      else if (told !== 'of-the-call') this.#tell({ tell: told, ...rest } as Tell)
    } catch {
      // One that can't be read ends nothing: a newer node may say what this page doesn't know.
    }
    this.call.pump()
  }

  async #hold_tab(steal: boolean): Promise<boolean> {
    return await hold_tab(steal, () => {
      this.#lost_tab()
    })
  }

  #forget_call(): null {
    this.call.forget()
    this.#device?.forget_call()
    return null
  }

  #lost_tab(): void {
    this.#stream?.close()
    this.#stream = null
    const in_call = this.call.is_running
    this.#forget_call()
    if (in_call) this.#tell({ tell: 'call', event: { event: 'ended', reason: 'taken-over' } })
    this.#at({ at: 'other-tab', in_call })
  }

  #synced(): void {
    const identity = this.#identity()
    if (identity.roles === null) {
      this.#waits_for_accreditation()
      return
    }
    const state = ready_of(identity, identity.roles, this.#kept?.demo === true, this.#clock_ms)
    if (JSON.stringify(state) !== JSON.stringify(this.#state)) this.#at(state)
    this.#tell({ tell: 'changed' })
    this.call.pump()
  }

  async #query(view: string, args: Record<string, unknown>): Promise<unknown> {
    const fetched = await fetched_view(this.#node, view)
    if (fetched.is_whole) return fetched.answer
    return JSON.parse(this.#ready().query(JSON.stringify({ [view]: { ...args, ...fetched.with } }), this.#now()))
  }

  async #act(act: string, args: Record<string, unknown>): Promise<Acted> {
    switch (act) {
      case 'make-key':
        await this.#with_key((side) => make_own_key(side, args))
        return NOTHING
      case 'use-demo-key':
        await this.#with_key((side) => use_demo_key(side, this.#demonstration, args))
        return NOTHING
      case 'drop-request':
        await forget_key()
        this.#device?.free()
        this.#device = null
        await this.#begin()
        return NOTHING
      case 'sign-in':
        await this.#sign_in()
        return NOTHING
      case 'sign-out':
        await this.#sign_out()
        return NOTHING
      case 'take-over':
        await this.#hold_tab(true)
        await this.#begin()
        return NOTHING
    }
    const by_node = node_act(act)
    if (by_node !== undefined) {
      const acted = await by_node(this.#node, args)
      this.#tell({ tell: 'changed' })
      return acted
    }
    return await post_made(this.#node, this.#sync, made_once_read(this.#ready(), act, args, this.#identity().side_name, this.#now()))
  }

  /** `make` keeps a key in this browser; what it stands for shows next. */
  async #with_key(make: (side: SideInfo) => Promise<void>): Promise<void> {
    const side = this.#side
    if (side === null) throw new Fault('node-unreachable', 'your own node does not answer', 'load the page again')
    await make(side)
    await this.#open_kept(side)
  }

  async #sign_out(): Promise<void> {
    await this.#session.end()
    this.#stream?.close()
    this.#stream = null
    const { side, side_name } = this.#identity()
    this.#at({ at: 'signed-out', side: { id: side, name: side_name, zone: own_zone() }, device_name: this.#kept?.name ?? '', by_passkey: false, demo: this.#kept?.demo === true })
  }

  #identity(): Identity {
    return JSON.parse(this.#ready().identity(this.#now())) as Identity
  }

  #ready(): Device {
    if (this.#device === null) throw new Fault('no-key', 'this browser has no key', 'make one first')
    return this.#device
  }

  #now(): number {
    return Date.now() + this.#clock_ms
  }

  #at(state: CoreState): void {
    this.#state = state
    this.#tell({ tell: 'state', state })
  }

  #failed(thrown: unknown): void {
    this.#at({ at: 'failed', error: told_error(thrown) })
  }
}
