/** The call of this page: media here, keys in the worker. */
import { CallMedia, type MediaStats, NO_STATS, microphone_missing, open_microphone, unfit } from './call_media'
import { CallCell } from './call_cell'
import { CallCamera } from './call_camera'
import { CallMicrophone } from './call_microphone'
import type { CallControl, CallReport } from './call_control'
import type { CallEvent, FrameReport } from './call_events'
import { ComingBack } from './coming_back'
import { type CoreError, as_core_error } from './core'
import { type KeptCall, forget_kept_call, handed_call, keep_call, take_kept_call } from './kept_call'
import { quality_of } from './quality'
import type { Ask, CallAnswer } from './rpc'

const LOOK_EVERY_MS = 1_000
/** Whoever hung up waits no longer for the node's word that it is over. */
const HUNG_UP_WITHIN_MS = 3_000
/** A connection that was offered stands by then, or another is offered. */
const ANSWERED_WITHIN_MS = 5_000

/** The browser's ids of what the person chose to speak into, to hear from, and to be seen by. */
export type DeviceChosen = (what: 'microphone' | 'speaker' | 'camera') => string | null

export class PageCall implements CallControl {
  readonly state = new CallCell()
  readonly #worker: Worker
  readonly #ask: (ask: Ask) => Promise<unknown>
  readonly #chosen: DeviceChosen
  #media: CallMedia | null = null
  readonly #microphone = new CallMicrophone()
  #joined_at_ms = 0
  #first_audio_ms: number | null = null
  #stats: MediaStats | null = null
  #look_timer: ReturnType<typeof setInterval> | null = null
  readonly #back = new ComingBack(() => this.#offer_again())
  readonly #camera = new CallCamera(this.state, async (track) => {
    await this.#media?.pictures?.send(track)
  }, () => this.#chosen('camera'))
  #video = false
  /** Which joining this is: what an earlier one still waits for changes nothing any more. */
  #turn = 0
  /** The event stream to the node is away: media may flow all the same. */
  #stream_away = false

  constructor(worker: Worker, ask: (ask: Ask) => Promise<unknown>, chosen: DeviceChosen) {
    this.#worker = worker
    this.#ask = ask
    this.#chosen = chosen
  }

  await_ring(contact: string): void {
    void this.#ask({ ask: 'await-ring', contact }).catch(() => undefined)
  }

  rings(contact: string): void {
    if (this.state.now_rings(contact)) this.#heard(contact, false)
  }

  not_now(): void {
    const state = this.state.get()
    if (state.at !== 'ringing') return
    this.#heard(state.contact, true)
    this.state.set({ at: 'none' })
  }

  /** Both sides' duty officers see it; the node rings whoever declined no more, until the own duty officer has it ring again. */
  #heard(contact: string, declined: boolean): void {
    void this.#ask({ ask: 'ring-heard', contact, declined }).catch(() => undefined)
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
    this.#turn += 1
    const turn = this.#turn
    const is_over = (): boolean => turn !== this.#turn
    try {
      const why = unfit()
      if (why !== null) throw why
      this.#joined_at_ms = performance.now()
      this.#first_audio_ms = null
      const track = await open_microphone(this.#chosen('microphone'))
      if (is_over()) {
        track.stop()
        return
      }
      this.#microphone.take(track, () => this.state.warn('microphone-gone'))
      // Nothing but voice is offered unless a videoconference was agreed.
      this.#video = (await this.#ask({ ask: 'has-video', contact })) === true
      if (is_over()) return
      const { sdp, types } = await this.#connect(track)
      if (is_over()) return
      this.state.now_in(call, this.#video)
      this.#media?.set_muted(call.muted)
      await this.#ask({ ask: 'join', contact, offer_sdp: sdp, line_types: types })
      if (!is_over()) this.#look_timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS)
    } catch (thrown) {
      if (is_over()) return
      this.#end()
      this.state.set({ at: 'refused', contact, error: as_core_error(thrown) })
    }
  }

  /** A page that was loaded anew in mid-call goes on without being asked; `took_over`: so does one whose person took over from another tab. */
  come_back(took_over: boolean): void {
    if (this.state.get().at !== 'none' && !took_over) return
    const kept = took_over ? handed_call() : take_kept_call()
    // A key that was held when the page went is held no more.
    if (kept !== null) void this.#join({ ...kept, muted: kept.muted || kept.push_to_talk })
  }

  async leave(): Promise<void> {
    forget_kept_call()
    const { contact, in_call } = this.state
    // Before the floor opens whoever leaves can be rung again by a connection that comes back.
    if (in_call?.floor !== 'open') this.#heard(contact, true)
    if (in_call === null) {
      this.dismiss()
      return
    }
    // Nothing more is heard or seen from here, however long the node takes.
    this.#microphone.stop()
    this.#camera.off()
    this.state.change({ camera: 'none', pictures: [] })
    if (this.#look_timer !== null) clearInterval(this.#look_timer)
    const turn = this.#turn
    const answer = (await this.#ask({ ask: 'hang-up' }).catch(() => null)) as CallAnswer | null
    // Who leaves it to the others hears no end of it.
    if (answer?.for_both !== true) this.#over('left')
    else this.#later(HUNG_UP_WITHIN_MS, () => this.#over('hung-up-alone'), turn)
  }

  mute(muted: boolean): void {
    this.#media?.set_muted(muted)
    this.state.change({ muted })
  }

  set_push_to_talk(on: boolean): void {
    this.state.change({ push_to_talk: on })
    this.mute(on)
  }

  push_to_talk(held: boolean): void {
    if (this.state.in_call?.push_to_talk === true) this.mute(!held)
  }

  set_camera(on: boolean): Promise<void> {
    return this.#camera.set(on)
  }

  level(): number {
    return this.#microphone.level()
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
        // It may answer an offer that serves no more.
        void this.#media?.answer(event.sdp).catch(() => undefined)
        break
      case 'floor-opens':
        this.#later(event.in_ms, () => this.state.floor_opens())
        break
      case 'talker':
        this.#first_audio_ms ??= performance.now() - this.#joined_at_ms
        this.state.heard(event.slot, event.device)
        break
      case 'picture':
        this.state.shown(event.slot, event.device, this.#media?.pictures?.streams[event.slot])
        break
      case 'whole-picture-needed':
        void this.#media?.pictures?.send_whole()
        break
      case 'refused':
        this.#refused(event.code, event.why)
        break
      case 'ended':
        this.#over(event.reason)
        break
      case 'members':
      case 'words':
      case 'line':
      case 'warning':
      case 'keys-agreed':
        this.state.told(event)
    }
  }

  node_reached(reached: boolean): void {
    if (this.state.in_call === null) return
    // Sound may still go both ways: only the connection itself tells that nobody is heard.
    if (!reached) this.#stream_away = true
    else if (this.#stream_away) {
      this.#stream_away = false
      this.#back.soon()
    }
  }

  /** `taken_over`: by another tab, which may go on with the call. */
  core_stopped(taken_over: boolean): void {
    if (['in-call', 'joining'].includes(this.state.get().at)) this.#over(taken_over ? 'taken-over' : 'core-stopped')
  }

  async #connect(track: MediaStreamTrack): Promise<{ sdp: string; types: { opus: number; red: number | null } }> {
    this.#media?.close()
    // Counters begin anew with each connection.
    this.#stats = null
    this.state.change({ pictures: [] })
    const media = new CallMedia(this.#worker, { track, video: this.#video }, (state) => this.#connection(media, state))
    media.hear_from(this.#chosen('speaker') ?? '')
    this.#media = media
    await this.#camera.sent_again()
    return await media.offer()
  }

  #connection(media: CallMedia, connection: RTCPeerConnectionState): void {
    if (media !== this.#media || this.state.in_call === null) return
    if (connection === 'connected') {
      this.#back.arrived()
      this.state.change({ away_since_ms: null })
    }
    if (connection === 'failed' || connection === 'disconnected' || connection === 'closed') {
      this.state.away()
      this.#back.soon()
    }
  }

  /** Another way to the node is offered; keys and place in the group stay. */
  async #offer_again(): Promise<void> {
    const { track } = this.#microphone
    if (this.state.in_call === null || track === null) return
    const turn = this.#turn
    try {
      const { sdp } = await this.#connect(track)
      const known = (await this.#ask({ ask: 'come-back', offer_sdp: sdp })) === true
      if (turn !== this.#turn) return
      if (!known) this.#over('node-gone')
      else this.#look_for_answer()
    } catch {
      if (turn === this.#turn) this.#back.soon()
    }
  }

  /** An offer that brings no connection is made again. */
  #look_for_answer(): void {
    const media = this.#media
    setTimeout(() => {
      if (media !== null && media === this.#media && !media.is_connected) this.#back.soon()
    }, ANSWERED_WITHIN_MS)
  }

  async #look(): Promise<void> {
    const media = this.#media
    const state = this.state.in_call
    if (media === null || state === null) return
    if (!media.is_sealed()) {
      this.#over('unsealed')
      return
    }
    keep_call(state)
    const before = this.#stats
    this.#stats = await media.stats()
    this.state.change({ quality: quality_of(before, this.#stats) })
  }

  /** Unless the call is over by then, or another one. */
  #later(in_ms: number, then: () => void, turn = this.#turn): void {
    setTimeout(() => {
      if (turn === this.#turn) then()
    }, in_ms)
  }

  #refused(code: string, why: string): void {
    const { contact } = this.state
    this.#end()
    this.state.set({ at: 'refused', contact, error: { code, cause: why, next: 'look at the contact, or ask your duty officer' } })
  }

  #over(reason: string): void {
    const { contact } = this.state
    const since = this.state.in_call?.floor_since_unix_ms ?? null
    // The microphone is closed before anybody reads that the call has ended.
    this.#end(reason === 'taken-over')
    this.state.set({ at: 'ended', contact, reason, held_ms: since === null ? null : Date.now() - since })
  }

  /** `handed`: another tab goes on with it. */
  #end(handed = false): void {
    this.#turn += 1
    this.#stream_away = false
    forget_kept_call(handed)
    if (this.#look_timer !== null) clearInterval(this.#look_timer)
    this.#back.stop()
    this.#look_timer = null
    this.#camera.off()
    this.#media?.close()
    this.#media = null
    this.#microphone.close()
    void this.#ask({ ask: 'forget-call' }).catch(() => undefined)
  }
}
