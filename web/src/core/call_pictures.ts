/** The lines for pictures of one connection: the own camera out, up to four pictures in. */
import { prefer } from './codecs'
import type { TransformRole } from './rpc'

/** Pictures that are shown at once (docs/protocol/media.md). */
const SLOTS = 4
const BITS_PER_S_MAX = 600_000
const FRAMES_PER_S_MAX = 20

type Through = (end: RTCRtpSender | RTCRtpReceiver, role: TransformRole) => void

export class CallPictures {
  readonly streams: readonly MediaStream[]
  readonly #sender: RTCRtpSender

  /** After the lines for voice: the node expects them in this order. */
  constructor(connection: RTCPeerConnection, through: Through) {
    const sendEncodings = [{ maxBitrate: BITS_PER_S_MAX, maxFramerate: FRAMES_PER_S_MAX }]
    const camera = connection.addTransceiver('video', { direction: 'sendonly', sendEncodings })
    this.#sender = camera.sender
    // At once, as for voice: nothing is encoded before its transform stands.
    through(camera.sender, { role: 'send-picture' })
    prefer(camera, 'video', ['video/vp8'])
    const streams: MediaStream[] = []
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const line = connection.addTransceiver('video', { direction: 'recvonly' })
      through(line.receiver, { role: 'receive-picture', slot })
      prefer(line, 'video', ['video/vp8'])
      streams.push(new MediaStream([line.receiver.track]))
    }
    this.streams = streams
  }

  /** The next picture needs none before it. */
  async send_whole(): Promise<void> {
    // TypeScript's types don't know the second argument yet (W3C, WebRTC Extensions).
    const sender: { setParameters(parameters: RTCRtpSendParameters, options: { encodingOptions: { keyFrame: boolean }[] }): Promise<void> } = this.#sender
    await sender.setParameters(this.#sender.getParameters(), { encodingOptions: [{ keyFrame: true }] }).catch(() => undefined)
  }

  /** Without one nothing is encoded, and nothing sent. */
  async send(track: MediaStreamTrack | null): Promise<void> {
    await this.#sender.replaceTrack(track)
  }
}
