/** The call of this page: media here, keys in the worker. */
import { CallMedia, type MediaStats, NO_STATS, microphone_missing, open_microphone, unfit } from './call_media'
import { type CallControl, type CallReport, type CallState, type InCall, JUST_IN } from './call_control'
import type { CallEvent, FrameReport } from './call_events'
import { type CoreError, as_core_error } from './core'
import { type KeptCall, forget_kept_call, keep_call, take_kept_call } from './kept_call'
import { Meter } from './meter'
import { Cell } from './observable'
import { quality_of } from './quality'
import type { Ask, CallAnswer } from './rpc'

const LOOK_EVERY_MS = 1_000
/** Another way to the node is offered after these waits. */
const COME_BACK_AFTER_MS = [0, 1_000, 2_000, 4_000] as const
/** Whoever hung up waits no longer for the node's word that it is over. */
const HUNG_UP_WITHIN_MS = 3_000

/** The browser's ids of what the person chose to speak into and to hear from. */
export type SoundChosen = (what: 'microphone' | 'speaker') => string | null
type Asking = (ask: Ask) => Promise<unknown>

export class PageCall implements CallControl {
  readonly state = new Cell<CallState>({ at: 'none' })
  readonly #worker: Worker
  readonly #ask: Asking
  readonly #chosen: SoundChosen
  #media: CallMedia | null = null
  #track: MediaStreamTrack | null = null
  #meter: Meter | null = null
  #joined_at_ms = 0
  #first_audio_ms: number | null = null
  #stats: MediaStats | null = null
  #look_timer: ReturnType<typeof setInterval> | null = null
  #back_timer: ReturnType<typeof setTimeout> | null = null
  #attempt = 0

  constructor(worker: Worker, ask: Asking, chosen: SoundChosen) {
    this.#worker = worker
    this.#ask = ask
    this.#chosen = chosen
  }

  await_ring(contact: string): void {
    void this.#ask({ ask: 'await-ring', contact }).catch(() => undefined)
  }

  rings(contact: string): void {
    if (['none', 'ended', 'refused'].includes(this.state.get().at)) this.state.set({ at: 'ringing', contact })
  }

  async decline(): Promise<void> {
    const state = this.state.get()
    if (state.at !== 'ringing') return
    this.state.set({ at: 'none' })
    await this.#ask({ ask: 'act', act: 'decline-ring', args: { contact: state.contact } })
  }

  async fitness(): Promise<CoreError | null> {
    return unfit() ?? (await microphone_missing())
  }

  async join(contact: string): Promise<void> {
    await this.#join({ contact, muted: false, push_to_talk: false })
  }

  async #join(call: KeptCall): Promise<void> {
    const { contact } = call
    const { at } = this.state.get()
    if (at === 'joining' || at === 'in-call') return
    this.state.set({ at: 'joining', contact })
    try {
      const why = unfit()
      if (why !== null) throw why
      this.#joined_at_ms = performance.now()
      this.#first_audio_ms = null
      this.#track ??= await open_microphone(this.#chosen('microphone'))
      this.#track.onended = () => this.#warn('microphone-gone')
      this.#meter ??= new Meter(this.#track)
      const { sdp, types } = await this.#connect()
      this.#now_in(call)
      this.#media?.set_muted(call.muted)
      await this.#ask({ ask: 'join', contact, offer_sdp: sdp, line_types: types })
      this.#look_timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS)
    } catch (thrown) {
      this.#end()
      this.state.set({ at: 'refused', contact, error: as_core_error(thrown) })
    }
  }

  /** A page that was loaded anew in mid-call goes on without being asked. */
  come_back_after_reload(): void {
    if (this.state.get().at !== 'none') return
    const kept = take_kept_call()
    if (kept !== null) void this.#join(kept)
  }

  async leave(): Promise<void> {
    forget_kept_call()
    const state = this.state.get()
    if (state.at !== 'in-call') {
      this.dismiss()
      return
    }
    // Nothing more is heard from here, however long the node takes.
    this.#track?.stop()
    if (this.#look_timer !== null) clearInterval(this.#look_timer)
    const answer = (await this.#ask({ ask: 'hang-up' }).catch(() => null)) as CallAnswer | null
    // Who leaves it to the others hears no end of it.
    if (answer?.for_both !== true) this.#over('left')
    else setTimeout(() => this.state.get().at === 'in-call' && this.#over('hung-up-alone'), HUNG_UP_WITHIN_MS)
  }

  mute(muted: boolean): void {
    this.#media?.set_muted(muted)
    this.#change({ muted })
  }

  set_push_to_talk(on: boolean): void {
    this.#change({ push_to_talk: on })
    this.mute(on)
  }

  push_to_talk(held: boolean): void {
    const state = this.state.get()
    if (state.at === 'in-call' && state.push_to_talk) this.mute(!held)
  }

  level(): number {
    return this.#meter?.level() ?? 0
  }

  async report(): Promise<CallReport> {
    const stats = (await this.#media?.stats()) ?? this.#stats ?? NO_STATS
    return { frames: (await this.#ask({ ask: 'frames' })) as FrameReport, ...stats, first_audio_ms: this.#first_audio_ms }
  }

  dismiss(): void {
    this.#end()
    this.state.set({ at: 'none' })
  }

  event(event: CallEvent): void {
    switch (event.event) {
      case 'answer':
        void this.#answered(event.sdp)
        break
      case 'members':
        this.#change({ members: event.members })
        break
      case 'words':
        this.#change({ words: event.words })
        break
      case 'floor-opens':
        setTimeout(() => this.#floor_opens(), event.in_ms)
        break
      case 'line':
        this.#change({ line_up: event.up })
        break
      case 'talker':
        this.#first_audio_ms ??= performance.now() - this.#joined_at_ms
        this.#heard(event.slot, event.device)
        break
      case 'warning':
        this.#warn(event.code)
        break
      case 'refused':
        this.#refused(event.code, event.why)
        break
      case 'ended':
        this.#over(event.reason)
        break
      case 'keys-agreed':
        break
    }
  }

  node_reached(reached: boolean): void {
    const state = this.state.get()
    if (state.at !== 'in-call') return
    if (!reached) this.#change({ away_since_ms: state.away_since_ms ?? Date.now() })
    else if (state.away_since_ms !== null) this.#come_back()
  }

  core_stopped(): void {
    const state = this.state.get()
    if (state.at === 'in-call' || state.at === 'joining') this.#over('core-stopped')
  }

  async #connect(): Promise<{ sdp: string; types: { opus: number; red: number | null } }> {
    this.#media?.close()
    const track = this.#track ?? (await open_microphone(this.#chosen('microphone')))
    const media = new CallMedia(this.#worker, track, (state) => this.#connection(media, state))
    media.hear_from(this.#chosen('speaker') ?? '')
    this.#media = media
    return await media.offer()
  }

  async #answered(sdp: string): Promise<void> {
    // It may answer an offer that serves no more.
    await this.#media?.answer(sdp).catch(() => undefined)
  }

  #connection(media: CallMedia, connection: RTCPeerConnectionState): void {
    const state = this.state.get()
    if (media !== this.#media || state.at !== 'in-call') return
    if (connection === 'connected') {
      this.#attempt = 0
      this.#change({ away_since_ms: null })
    }
    if (connection === 'failed' || connection === 'disconnected' || connection === 'closed') {
      this.#change({ away_since_ms: state.away_since_ms ?? Date.now() })
      this.#come_back()
    }
  }

  /** Another way to the node is offered; keys and place in the group stay. */
  #come_back(): void {
    if (this.#back_timer !== null) return
    const wait = COME_BACK_AFTER_MS[Math.min(this.#attempt, COME_BACK_AFTER_MS.length - 1)] ?? 0
    this.#attempt += 1
    this.#back_timer = setTimeout(() => {
      this.#back_timer = null
      void this.#offer_again()
    }, wait)
  }

  async #offer_again(): Promise<void> {
    const state = this.state.get()
    if (state.at !== 'in-call') return
    const { sdp } = await this.#connect()
    this.#media?.set_muted(state.muted)
    const known = (await this.#ask({ ask: 'come-back', offer_sdp: sdp })) === true
    if (!known) this.#over('node-gone')
  }

  async #look(): Promise<void> {
    const media = this.#media
    const state = this.state.get()
    if (media === null || state.at !== 'in-call') return
    keep_call(state)
    if (!media.is_sealed()) {
      this.#over('unsealed')
      return
    }
    const before = this.#stats
    this.#stats = await media.stats()
    this.#change({ quality: quality_of(before, this.#stats) })
  }

  #floor_opens(): void {
    const state = this.state.get()
    if (state.at === 'in-call') this.#change({ floor: 'open', floor_since_unix_ms: state.floor_since_unix_ms ?? Date.now() })
  }

  #now_in(call: KeptCall): void {
    keep_call(call)
    this.state.set({ at: 'in-call', ...call, ...JUST_IN })
  }

  #heard(slot: number, device: string | null): void {
    const state = this.state.get()
    if (state.at !== 'in-call' || device === null) return
    const heard = [...state.heard]
    heard[slot] = device
    this.#change({ heard: Array.from(heard, (one: string | undefined) => one ?? '') })
  }

  #warn(code: string): void {
    const state = this.state.get()
    if (state.at === 'in-call' && !state.warnings.includes(code)) this.#change({ warnings: [...state.warnings, code] })
  }

  #refused(code: string, why: string): void {
    const state = this.state.get()
    this.#end()
    this.state.set({ at: 'refused', contact: 'contact' in state ? state.contact : '', error: { code, cause: why, next: 'look at the contact, or ask your duty officer' } })
  }

  #over(reason: string): void {
    const state = this.state.get()
    const contact = 'contact' in state ? state.contact : ''
    const since = state.at === 'in-call' ? state.floor_since_unix_ms : null
    forget_kept_call()
    // The microphone is closed before anybody reads that the call has ended.
    this.#end()
    this.state.set({ at: 'ended', contact, reason, held_ms: since === null ? null : Date.now() - since })
  }

  #end(): void {
    if (this.#look_timer !== null) clearInterval(this.#look_timer)
    if (this.#back_timer !== null) clearTimeout(this.#back_timer)
    this.#look_timer = null
    this.#back_timer = null
    this.#media?.close()
    this.#media = null
    this.#track?.stop()
    this.#track = null
    this.#meter?.close()
    this.#meter = null
    void this.#ask({ ask: 'forget-call' }).catch(() => undefined)
  }

  #change(change: Partial<InCall>): void {
    const state = this.state.get()
    if (state.at !== 'in-call') return
    this.state.set({ ...state, ...change })
    if (change.muted !== undefined) keep_call({ ...state, ...change })
  }
}

