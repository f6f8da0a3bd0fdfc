/** Encoded frames on their way out and in. Whatever the core doesn't seal or open goes nowhere. */
import type { LineTypes, TransformRole } from '../rpc'
import type { Device } from '../wasm/client_wasm'

/** What the transforms need of the device's state. */
export interface Frames {
  device(): Device | null
  types(): LineTypes | null
  heard(slot: number, leaf: number): void
  /** The core failed. */
  broken(): void
}

/** RTCTransformEvent and its parts, as far as they are used (W3C, WebRTC Encoded Transform). */
interface Transformer {
  readonly readable: ReadableStream<EncodedFrame>
  readonly writable: WritableStream<EncodedFrame>
  readonly options: TransformRole
}

interface EncodedFrame {
  data: ArrayBuffer
  readonly timestamp?: number
  getMetadata(): { rtpTimestamp?: number; payloadType?: number }
}

export class Transforms {
  readonly counts = { send: 0, receive: 0 }
  readonly #frames: Frames

  constructor(frames: Frames) {
    this.#frames = frames
  }

  attach(transformer: Transformer): void {
    const { options } = transformer
    const transform = new TransformStream<EncodedFrame, EncodedFrame>({
      transform: (frame, onward) => {
        try {
          const passed = options.role === 'send' ? this.#send(frame) : this.#receive(frame, options.slot)
          if (passed) onward.enqueue(frame)
        } catch {
          // A core that fails here fails for every frame that follows: said, instead of a silence.
          this.#frames.broken()
        }
      },
    })
    // A line that ends takes its pipe along.
    transformer.readable.pipeThrough(transform).pipeTo(transformer.writable).catch(() => undefined)
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
