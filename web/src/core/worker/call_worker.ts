/** The worker's part of a call: messages to the node, deadlines, and who is heard on which line. */
import type { CallEvent, FrameReport } from '../call_events'
import type { Ask, LineTypes } from '../rpc'
import type { Device } from '../wasm/client_wasm'
import { Pictures } from './pictures'
import { own } from './texts'
import { Transforms } from './transforms'

/** What a page asks of the call. */
type CallAsk = Extract<Ask, { ask: 'join' | 'come-back' | 'hang-up' | 'frames' }>

export class CallWorker {
  readonly transforms: Transforms
  readonly #device: () => Device
  readonly #now: () => number
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void
  readonly #tell: (event: CallEvent) => void
  readonly #talkers = new Map<number, number>()
  readonly #pictures: Pictures
  #types: LineTypes | null = null
  #running = false
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(device: () => Device, now: () => number, send: (bytes: Uint8Array<ArrayBuffer>) => void, tell: (event: CallEvent) => void) {
    this.#device = device
    this.#now = now
    this.#send = send
    this.#tell = tell
    this.#pictures = new Pictures(
      (leaf) => this.report().places[String(leaf)] ?? null,
      (slot, device) => this.#tell({ event: 'picture', slot, device }),
    )
    this.transforms = new Transforms({
      device: () => (this.#running ? this.#device() : null),
      types: () => this.#types,
      heard: (slot, leaf) => {
        this.#heard(slot, leaf)
      },
      seen: (slot, leaf) => {
        this.#pictures.seen(slot, leaf)
      },
      needs_whole: () => {
        this.#tell({ event: 'whole-picture-needed' })
      },
      broken: () => {
        if (!this.#running) return
        this.forget()
        this.#tell({ event: 'ended', reason: 'core-stopped' })
      },
    })
  }

  answer(ask: CallAsk): unknown {
    switch (ask.ask) {
      case 'join':
        this.join(ask.contact, ask.offer_sdp, ask.line_types)
        return null
      case 'come-back':
        return this.come_back(ask.offer_sdp)
      case 'hang-up':
        return { for_both: this.hang_up() }
      case 'frames':
        return this.report()
    }
  }

  get is_running(): boolean {
    return this.#running
  }

  join(contact: string, offer_sdp: string, types: LineTypes): void {
    this.#device().join(contact, offer_sdp, this.#now())
    this.#types = types
    this.#talkers.clear()
    this.#pictures.clear()
    this.#running = true
    this.pump()
  }

  come_back(offer_sdp: string): boolean {
    this.#pictures.clear()
    const known = this.#device().come_back(offer_sdp, this.#now())
    this.pump()
    return known
  }

  /** Whether it ends for both sides. */
  hang_up(): boolean {
    const for_both = this.#device().hang_up()
    this.pump()
    return for_both
  }

  /** The keys go with it. */
  forget(): void {
    this.#running = false
    this.#pictures.clear()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  report(): FrameReport {
    const report = JSON.parse(this.#device().call_report()) as Omit<FrameReport, 'transforms'>
    return { ...report, transforms: this.transforms.counts }
  }

  /** Does what the call wants done, and looks again when it is due. */
  pump(): void {
    if (!this.#running) return
    const device = this.#device()
    for (;;) {
      const step = device.poll_call(this.#now())
      if (step === undefined) break
      const bytes = step.bytes()
      if (bytes !== undefined) this.#send(own(bytes))
      const event = step.event()
      step.free()
      if (event !== undefined) this.#told(JSON.parse(event) as CallEvent)
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    const due = device.due_in_ms()
    this.#timer = due === undefined ? null : setTimeout(() => {
      this.#tick()
    }, Math.max(1, due))
  }

  #told(event: CallEvent): void {
    // A place that somebody left is given to whoever comes next.
    if (event.event === 'members') {
      this.#talkers.clear()
      this.#pictures.places_changed()
    }
    this.#tell(event)
  }

  #tick(): void {
    this.#timer = null
    if (!this.#running) return
    this.#device().tick(this.#now())
    this.pump()
  }

  #heard(slot: number, leaf: number): void {
    if (this.#talkers.get(slot) === leaf) return
    const device = this.report().places[String(leaf)]
    if (device === undefined) return
    this.#talkers.set(slot, leaf)
    this.#tell({ event: 'talker', slot, device })
  }
}
