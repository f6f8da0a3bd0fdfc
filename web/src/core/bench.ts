/** What the device test tries: sound devices, the way to the node, and what this browser can. Nothing of it is kept. */
import { open_microphone, unfit } from './call_media'
import { Fault } from './fault'
import { Meter } from './meter'

export interface SoundDevice {
  kind: 'microphone' | 'speaker'
  /** The browser's own, made for this page alone. */
  id: string
  /** Empty until the person has let the page use a microphone. */
  name: string
}

export interface OpenMicrophone {
  /** From 0 to 1. */
  level: () => number
  record: (for_ms: number) => Promise<Blob>
  close: () => void
}

export interface NodeAnswer {
  took_ms: number
  /** This machine's clock less the node's; half the time that the answer took is taken off. */
  clock_ahead_ms: number
}

export interface BrowserFitness {
  refusal: Fault | null
  opus: boolean
  /** Each packet carries the frames before it: without, losses are heard sooner. */
  red: boolean
  chooses_speaker: boolean
}

export interface Bench {
  browser: () => BrowserFitness
  devices: () => Promise<SoundDevice[]>
  open: (microphone: string | null) => Promise<OpenMicrophone>
  play: (recording: Blob, speaker: string) => Promise<void>
  ask_node: () => Promise<NodeAnswer>
}

const ANSWER_WITHIN_MS = 5_000

export const REAL_BENCH: Bench = {
  browser: () => {
    const has = (codecs: RTCRtpCapabilities | null | undefined, type: string) => codecs?.codecs.some(({ mimeType }) => mimeType.toLowerCase() === type) === true
    const refusal = unfit()
    if (!('RTCPeerConnection' in globalThis)) return { refusal, opus: false, red: false, chooses_speaker: false }
    return {
      refusal,
      opus: has(RTCRtpSender.getCapabilities('audio'), 'audio/opus'),
      red: has(RTCRtpReceiver.getCapabilities('audio'), 'audio/red'),
      chooses_speaker: 'setSinkId' in HTMLMediaElement.prototype,
    }
  },
  devices: async () => {
    const all = await navigator.mediaDevices.enumerateDevices()
    return all.flatMap(({ kind, deviceId, label }): SoundDevice[] => {
      if (kind === 'videoinput' || deviceId === '') return []
      return [{ kind: kind === 'audioinput' ? 'microphone' : 'speaker', id: deviceId, name: label }]
    })
  },
  open: async (microphone) => {
    const track = await open_microphone(microphone)
    const meter = new Meter(track)
    return {
      level: () => meter.level(),
      record: (for_ms) => record(track, for_ms),
      close: () => {
        meter.close()
        track.stop()
      },
    }
  },
  play,
  ask_node: async () => {
    const began = performance.now()
    try {
      const answer = await fetch('/api/v1/side', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
      const { now_unix_ms } = (await answer.json()) as { now_unix_ms: number }
      const took_ms = performance.now() - began
      return { took_ms, clock_ahead_ms: Date.now() - took_ms / 2 - now_unix_ms }
    } catch {
      throw new Fault('node-unreachable', 'your own node does not answer', 'look at the network of this device, then try again')
    }
  },
}

function record(track: MediaStreamTrack, for_ms: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const recorder = new MediaRecorder(new MediaStream([track]))
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }))
    recorder.onerror = () => reject(new Fault('no-recording', 'this browser did not record', 'try again, or use another browser'))
    recorder.start()
    setTimeout(() => {
      if (recorder.state !== 'inactive') recorder.stop()
    }, for_ms)
  })
}

async function play(recording: Blob, speaker: string): Promise<void> {
  const address = URL.createObjectURL(recording)
  const player = new Audio(address)
  try {
    if ('setSinkId' in player) await player.setSinkId(speaker).catch(() => undefined)
    const over = new Promise<void>((done) => {
      player.onended = () => done()
      player.onerror = () => done()
    })
    await player.play()
    await over
  } catch {
    throw new Fault('not-played', 'this browser did not play the sound', 'press again; if it stays, choose another loudspeaker')
  } finally {
    URL.revokeObjectURL(address)
  }
}
