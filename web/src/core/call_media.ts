/**
 * One WebRTC connection to the own node: a microphone out, up to eight voices in, in a videoconference pictures beside
 * them; all through the worker.
 */
import { CallPictures } from './call_pictures'
import { prefer } from './codecs'
import { Fault } from './fault'
import type { LineTypes, TransformRole } from './rpc'

/** Voices that are heard at once. */
const SLOTS = 8

export interface Offered {
  sdp: string
  types: LineTypes
}

export interface MediaStats {
  sent_packets: number
  received_packets: number
  lost_packets: number
  energy: number
  concealed_samples: number
  samples: number
  round_trip_ms: number | null
  /** Of what this device sent, from 0 to 1; absent while nobody reports. */
  uplink_loss: number | null
}

export const NO_STATS: Readonly<MediaStats> = {
  sent_packets: 0,
  received_packets: 0,
  lost_packets: 0,
  energy: 0,
  concealed_samples: 0,
  samples: 0,
  round_trip_ms: null,
  uplink_loss: null,
}

/** Why this browser can hold no call; nothing if it can. */
export function unfit(): Fault | null {
  const next = 'use a current Chromium or Edge, or the native terminal'
  if (!('RTCRtpScriptTransform' in globalThis)) return new Fault('no-encoded-transforms', 'this browser can\'t encrypt a call between the devices', next)
  if (!('RTCPeerConnection' in globalThis)) return new Fault('no-webrtc', 'this browser has no calls, or they are switched off', next)
  // Its size would tell what is said, and what is lost on the way could not be repeated (RFC 6562, RFC 2198).
  if (!has_steady_voice()) return new Fault('no-steady-voice', 'this browser can\'t send a voice whose size tells nothing, nor play what is sent again', next)
  return null
}

/** Browsers that know RED make Opus of constant size too; Firefox does neither. */
function has_steady_voice(): boolean {
  const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []
  return codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'audio/red')
}

/** Why no microphone would open, as far as a browser tells without asking the person. */
export async function microphone_missing(): Promise<Fault | null> {
  const known = await navigator.permissions.query({ name: 'microphone' }).catch(() => null)
  if (known?.state === 'denied') return microphone_denied()
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => null)
  return devices === null || devices.some(({ kind }) => kind === 'audioinput') ? null : no_microphone()
}

/** `chosen`: the browser's id of the one to open; another one where it is away. */
export async function open_microphone(chosen: string | null = null): Promise<MediaStreamTrack> {
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(chosen === null ? {} : { deviceId: chosen }) },
      video: false,
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') throw microphone_denied()
    throw no_microphone()
  }
  const [track] = stream.getAudioTracks()
  if (track === undefined) throw no_microphone()
  return track
}

function microphone_denied(): Fault {
  return new Fault('microphone-denied', 'this page may not use the microphone', 'allow it beside the address, then try again')
}

function no_microphone(): Fault {
  return new Fault('no-microphone', 'no microphone was found, or another program holds it', 'connect one, or close the other program, then try again')
}

export interface Sent {
  track: MediaStreamTrack
  /** A videoconference was agreed. */
  video: boolean
}

export class CallMedia {
  readonly #connection: RTCPeerConnection
  readonly #sender: RTCRtpSender
  readonly #transforms: { end: RTCRtpSender | RTCRtpReceiver; transform: RTCRtpScriptTransform }[] = []
  readonly #players: HTMLAudioElement[] = []
  readonly #track: MediaStreamTrack
  /** In a phone call there are none, and no line for them. */
  readonly pictures: CallPictures | null

  constructor(worker: Worker, { track, video }: Sent, on_state: (state: RTCPeerConnectionState) => void) {
    this.#track = track
    this.#connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' })
    this.#connection.onconnectionstatechange = () => on_state(this.#connection.connectionState)
    const voice = this.#connection.addTransceiver(track, { direction: 'sendonly' })
    this.#sender = voice.sender
    // At once: a frame that is encoded before its transform stands would leave as it is.
    this.#through(worker, voice.sender, { role: 'send' })
    prefer(voice, 'audio', ['audio/opus'])
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const line = this.#connection.addTransceiver('audio', { direction: 'recvonly' })
      this.#through(worker, line.receiver, { role: 'receive', slot })
      prefer(line, 'audio', ['audio/red', 'audio/opus'])
      const player = new Audio()
      player.srcObject = new MediaStream([line.receiver.track])
      this.#players.push(player)
    }
    this.pictures = video ? new CallPictures(this.#connection, (end, role) => this.#through(worker, end, role)) : null
  }

  async offer(): Promise<Offered> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer())
    const sdp = this.#connection.localDescription?.sdp ?? ''
    const type_of = (codec: string): number | null => {
      const found = new RegExp(`^a=rtpmap:(\\d+) ${codec}/48000/2\\r?$`, 'imu').exec(sdp)?.[1]
      return found === undefined ? null : Number(found)
    }
    return { sdp, types: { opus: type_of('opus') ?? 111, red: type_of('red') } }
  }

  async answer(sdp: string): Promise<void> {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp })
    // Where a browser waits for a gesture the call's own button is one.
    await Promise.allSettled(this.#players.map((player) => player.play()))
  }

  /** Where the browser lets one choose; empty, or away: the usual one. */
  hear_from(speaker: string): void {
    for (const player of this.#players) if ('setSinkId' in player) void player.setSinkId(speaker).catch(() => undefined)
  }

  get is_connected(): boolean {
    return this.#connection.connectionState === 'connected'
  }

  set_muted(muted: boolean): void {
    // Silence goes on being sent: who is muted shows to nobody on the way.
    this.#track.enabled = !muted
  }

  /** Every line still goes through the worker. Anything else ends the media. */
  is_sealed(): boolean {
    return this.#transforms.every(({ end, transform }) => end.transform === transform)
  }

  async stats(): Promise<MediaStats> {
    const all: MediaStats = { ...NO_STATS }
    for (const entry of (await this.#connection.getStats()).values() as Iterable<Record<string, unknown>>) {
      const number = (name: string): number => (typeof entry[name] === 'number' ? entry[name] : 0)
      // Pictures have no part in it: what is measured is how one is heard.
      if (entry['kind'] === 'video') continue
      if (entry['type'] === 'outbound-rtp') all.sent_packets += number('packetsSent')
      if (entry['type'] === 'remote-inbound-rtp') all.uplink_loss = number('fractionLost')
      if (entry['type'] === 'candidate-pair' && entry['nominated'] === true) all.round_trip_ms = number('currentRoundTripTime') * 1_000
      if (entry['type'] !== 'inbound-rtp') continue
      all.received_packets += number('packetsReceived')
      all.lost_packets += number('packetsLost')
      all.energy += number('totalAudioEnergy')
      all.concealed_samples += number('concealedSamples')
      all.samples += number('totalSamplesReceived')
    }
    return all
  }

  close(): void {
    this.#connection.onconnectionstatechange = null
    void this.#sender.replaceTrack(null).catch(() => undefined)
    void this.pictures?.send(null).catch(() => undefined)
    this.#connection.close()
    for (const player of this.#players) player.srcObject = null
  }

  #through(worker: Worker, end: RTCRtpSender | RTCRtpReceiver, role: TransformRole): void {
    const transform = new RTCRtpScriptTransform(worker, role)
    end.transform = transform
    this.#transforms.push({ end, transform })
  }
}
