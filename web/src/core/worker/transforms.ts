/** Encoded frames on their way out and in. Whatever the core doesn't seal or open goes nowhere. */
import type { LineTypes, TransformRole } from '../rpc'
import type { Device } from '../wasm/client_wasm'

/** What the transforms need of the device's state. */
export interface Frames {
  device(): Device | null
  types(): LineTypes | null
  heard(slot: number, leaf: number): void
  seen(slot: number, leaf: number): void
  /** The own camera has to send a whole picture: only the page can tell its encoder. */
  needs_whole(): void
  /** The core failed. */
  broken(): void
}

/** RTCTransformEvent and its parts, as far as they are used (W3C, WebRTC Encoded Transform). */
interface Transformer {
  readonly readable: ReadableStream<EncodedFrame>
  readonly writable: WritableStream<EncodedFrame>
  readonly options: TransformRole
  /** Of a line for receiving. */
  sendKeyFrameRequest?(): Promise<unknown>
}

interface EncodedFrame {
  data: ArrayBuffer
  readonly timestamp?: number
  getMetadata(): { rtpTimestamp?: number; payloadType?: number }
}

const ASK_EVERY_MS = 500

export class Transforms {
  readonly counts = { send: 0, receive: 0 }
  readonly #frames: Frames

  constructor(frames: Frames) {
    this.#frames = frames
  }

  attach(transformer: Transformer): void {
    const { options } = transformer
    const ask = this.#whole_picture_asked(transformer)
    const transform = new TransformStream<EncodedFrame, EncodedFrame>({
      transform: (frame, onward) => {
        try {
          if (this.#pass(frame, options)) onward.enqueue(frame)
          else if (frame.data.byteLength > 0) ask()
        } catch {
          // A core that fails here fails for every frame that follows: said, instead of a silence.
          this.#frames.broken()
        }
      },
    })
    // A line that ends takes its pipe along.
    transformer.readable.pipeThrough(transform).pipeTo(transformer.writable).catch(() => undefined)
  }

  /** After a picture that doesn't go on only a whole one helps: of the own encoder, or of whoever sends. */
  #whole_picture_asked(transformer: Transformer): () => void {
    const { role } = transformer.options
    if (role !== 'send-picture' && role !== 'receive-picture') return () => undefined
    let asked_ms = -Infinity
    return () => {
      if (performance.now() - asked_ms < ASK_EVERY_MS) return
      asked_ms = performance.now()
      if (role === 'send-picture') this.#frames.needs_whole()
      // A line that has just ended refuses; it needs nothing any more.
      else transformer.sendKeyFrameRequest?.().catch(() => undefined)
    }
  }

  #pass(frame: EncodedFrame, options: TransformRole): boolean {
    switch (options.role) {
      case 'send':
        return this.#send(frame)
      case 'receive':
        return this.#receive(frame, options.slot)
      case 'send-picture':
        return this.#send_picture(frame)
      case 'receive-picture':
        return this.#receive_picture(frame, options.slot)
    }
  }

  #send_picture(frame: EncodedFrame): boolean {
    const sealed = this.#frames.device()?.seal_video(new Uint8Array(frame.data))
    if (sealed === undefined) return false
    frame.data = buffer_of(sealed)
    return true
  }

  #receive_picture(frame: EncodedFrame, slot: number): boolean {
    const opened = this.#frames.device()?.open_video(slot, new Uint8Array(frame.data))
    if (opened === undefined) return false
    frame.data = buffer_of(opened.take_payload())
    this.#frames.seen(slot, opened.leaf)
    opened.free()
    return true
  }

  #send(frame: EncodedFrame): boolean {
    this.counts.send += 1
    const device = this.#frames.device()
    if (device === null) return false
    const { rtpTimestamp, payloadType } = frame.getMetadata()
    const types = this.#frames.types()
    const is_red = types?.red !== null && types?.red === payloadType
    const sealed = device.seal(new Uint8Array(frame.data), rtpTimestamp ?? frame.timestamp ?? 0, is_red)
    if (sealed === undefined) return false
    frame.data = buffer_of(sealed)
    return true
  }

  #receive(frame: EncodedFrame, slot: number): boolean {
    this.counts.receive += 1
    const device = this.#frames.device()
    if (device === null) return false
    // A probe carries nothing and uses up a sequence number: it goes through.
    if (frame.data.byteLength === 0) return true
    const types = this.#frames.types()
    const { payloadType } = frame.getMetadata()
    const as_red = types !== null && types.red !== null && (payloadType === undefined || payloadType === types.red)
    const opened = device.open_frame(new Uint8Array(frame.data), as_red ? types.opus : undefined)
    if (opened === undefined) return false
    frame.data = buffer_of(opened.take_payload())
    this.#frames.heard(slot, opened.leaf)
    opened.free()
    return true
  }
}

/** The bytes in a buffer of their own: the core's memory isn't handed out. */
function buffer_of(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer
}
