/** One device in its worker: key, session with the node, verified logs, and the call's keys. */
import type { CallEvent } from '../call_events'
import type { Acted, CoreState } from '../core'
import { Fault } from '../fault'
import type { Ask, Tell } from '../rpc'
import { Device } from '../wasm/client_wasm'
import { CallWorker } from './call_worker'
import { type Demonstration, fetch_demonstration } from './demonstration'
import { EventStream } from './event_stream'
import { type SideInfo, make_own_key, use_demo_key } from './enrolment'
import { type Kept, forget_key, load_key } from './key_store'
import { Node, Refused } from './node'
import { again } from './again'
import { not_accredited, signed_out, without_key, without_passkey } from './entry_states'
import { type Identity, check_clock, ready_of } from './identity'
import { post_made } from './made'
import { node_act } from './node_acts'
import { made_once_read } from './read_offer'
import { fetched_view } from './node_views'
import { Session, unless_unknown } from './session'
import { Sync } from './sync'
import { hold_tab } from './tab'
import { bytes_of, own, told_error } from './texts'
import { told_by } from './told'

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
      (event: CallEvent) => tell({ tell: 'call', event }),
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
      if (await hold_tab(false, () => this.#lost_tab())) await this.#begin()
      else this.#at({ at: 'other-tab', in_call: false })
    } catch (thrown) {
      this.#failed(thrown)
      // A node that isn't reached yet: the page goes on by itself once it is.
      if (thrown instanceof Refused && thrown.status === 0) again(() => this.start())
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
      case 'passkey-wanted':
        return await this.#session.wanted(this.#ready(), this.#identity().device).catch(unless_unknown)
      case 'passkey-options':
        return await this.#session.passkey_options(this.#kept?.name ?? '')
      case 'ring-heard':
        this.#stream?.send(own(this.#ready().ring_heard(ask.contact, ask.declined)))
        return null
      case 'has-video':
        return this.#ready().has_video(ask.contact)
      case 'forget-call':
        return this.#forget_call()
      case 'join':
      case 'come-back':
      case 'hang-up':
      case 'frames':
        return this.call.answer(ask)
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
      this.#at(without_key(side, this.#demonstration))
      return
    }
    const { secret, kept } = opened
    this.#kept = kept
    this.#device = new Device(secret, bytes_of(kept.own), kept.other === null ? undefined : bytes_of(kept.other), kept.seen)
    secret.fill(0)
    // The demonstration was begun anew: its old keys open nothing, and nobody misses them.
    if (kept.demo && this.#identity().side !== side.side) return await this.#act('drop-request', {}).then(() => undefined)
    this.#device.check_side(JSON.stringify(side))
    const skew_ms = side.now_unix_ms - Date.now()
    if (kept.demo) this.#clock_ms = skew_ms
    else check_clock(skew_ms)
    await this.#sign_in()
  }

  async #sign_in(): Promise<void> {
    const opened = await this.#session.open(this.#ready(), this.#identity().device)
    if (opened === 'unknown') this.#waits_for_accreditation()
    else if (opened === 'passkey') this.#signed_out()
    else await this.#come_in()
  }

  /** To the desk; a device of a person registers its passkey first. A demonstration's key is everybody's. */
  async #come_in(): Promise<void> {
    if (!this.#session.has_passkey && this.#kept?.demo !== true) {
      this.#close_stream()
      this.#at(without_passkey(this.#identity(), this.#kept))
      return
    }
    this.#open_stream()
    await this.#sync.now()
  }

  #waits_for_accreditation(): void {
    again(async () => {
      if (this.#state.at === 'not-accredited') await this.#sign_in().catch(() => this.#waits_for_accreditation())
    })
    this.#at(not_accredited(this.#ready(), this.#identity(), this.#kept))
  }

  #open_stream(): void {
    this.#stream?.close()
    this.#stream = new EventStream({
      message: (bytes) => this.#message(bytes),
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
      replaced: () => this.#lost_tab(),
    })
  }

  /** A stream that doesn't open may be refused for its session. */
  async #session_again(): Promise<void> {
    try {
      const opened = await this.#session.open(this.#ready(), this.#identity().device)
      if (opened === 'passkey') this.#signed_out()
      else if (opened === 'open' && !this.#session.has_passkey && this.#kept?.demo !== true) await this.#come_in()
      else if (opened === 'open') this.#stream?.hurry()
    } catch {
      // Not reached: the stream's next attempt comes here again.
    }
  }

  #message(bytes: Uint8Array): void {
    const told = told_by(this.#ready(), bytes, this.#now())
    if (told === 'logs-changed') this.#sync.soon()
    else if (told !== null) this.#tell(told)
    this.call.pump()
  }

  #forget_call(): null {
    this.call.forget()
    this.#device?.forget_call()
    return null
  }

  #lost_tab(): void {
    this.#close_stream()
    const in_call = this.call.is_running
    this.#forget_call()
    if (in_call) this.#tell({ tell: 'call', event: { event: 'ended', reason: 'taken-over' } })
    this.#at({ at: 'other-tab', in_call })
  }

  #synced(): void {
    // Taken over, signed out or without its passkey: what still comes in leads to no desk.
    if (this.#stream === null) return
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
    const fetched = await fetched_view(this.#node, view, args)
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
        if (typeof args['passkey'] === 'string') await this.#session.by_passkey(args['passkey'])
        await this.#sign_in()
        return NOTHING
      case 'register-passkey':
        await this.#session.register(this.#ready(), String(args['credential']))
        if (this.#state.at === 'no-passkey') await this.#come_in()
        return NOTHING
      case 'sign-out':
        await this.#session.end()
        this.#signed_out()
        return NOTHING
      case 'take-over':
        await hold_tab(true, () => this.#lost_tab())
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

  #signed_out(): void {
    this.#close_stream()
    this.#at(signed_out(this.#identity(), this.#kept, this.#session.has_passkey))
  }

  #close_stream(): void {
    this.#stream?.close()
    this.#stream = null
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
