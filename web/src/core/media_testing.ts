import { vi } from 'vitest'

import { PageCall } from './page_call'
import type { Ask } from './rpc'

/** A browser's media as far as a call touches it, for tests of the page's side of calls. */
export class Track {
  enabled = true
  open = true
  onended: (() => void) | null = null
  /** Which device it comes from; a browser may keep it to itself. */
  settings: MediaTrackSettings = {}
  getSettings = () => this.settings
  stop(): void {
    this.open = false
  }
}

class Connection {
  connectionState = 'connected'
  onconnectionstatechange: (() => void) | null = null
  localDescription = { sdp: 'v=0\r\na=rtpmap:111 opus/48000/2\r\n' }
  addTransceiver = (given: unknown) => {
    if (given === 'video') media.video_lines += 1
    const replaceTrack = (sent: unknown) => {
      if (given === 'video') media.shown = sent
      return Promise.resolve()
    }
    const sender = { transform: null, replaceTrack }
    media.senders.push(sender)
    return { sender, receiver: { transform: null, track: new Track() }, setCodecPreferences: () => undefined }
  }
  createOffer = () => Promise.resolve({})
  setLocalDescription = () => Promise.resolve()
  setRemoteDescription = () => Promise.resolve()
  getStats = () => Promise.resolve(new Map())
  close = () => undefined
}

/** What this browser has and is asked for. */
export const media = {
  track: new Track(),
  camera: new Track(),
  video_lines: 0,
  /** What goes out, each line through its transform. */
  senders: [] as { transform: unknown }[],
  /** What the camera's line sends. */
  shown: null as unknown,
  asked_for: [] as MediaStreamConstraints[],
}

export function invent_media(): void {
  Object.assign(media, { track: new Track(), camera: new Track(), video_lines: 0, senders: [], shown: null, asked_for: [] })
  sessionStorage.clear()
  localStorage.clear()
  vi.stubGlobal('RTCRtpScriptTransform', Track)
  vi.stubGlobal('RTCPeerConnection', Connection)
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => ({ codecs: [{ mimeType: 'audio/opus' }, { mimeType: 'audio/red' }] }) })
  vi.stubGlobal('MediaStream', Track)
  vi.stubGlobal('Audio', class {
    srcObject: unknown = null
    play = () => Promise.resolve()
  })
  vi.stubGlobal('AudioContext', class {
    createAnalyser = () => ({})
    createMediaStreamSource = () => ({ connect: () => undefined })
    close = () => Promise.resolve()
  })
  const getUserMedia = (wanted: MediaStreamConstraints) => {
    media.asked_for.push(wanted)
    return Promise.resolve({ getAudioTracks: () => [media.track], getVideoTracks: () => [media.camera] })
  }
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
}

export function forget_media(): void {
  vi.unstubAllGlobals()
  vi.useRealTimers()
}

/** A page's call over a worker that grants everything; what it was asked. */
export function page_call(for_both = false, has_video = false): { call: PageCall; asked: Ask[] } {
  const asked: Ask[] = []
  const call = new PageCall(
    {} as Worker,
    (ask) => {
      asked.push(ask)
      if (ask.ask === 'has-video') return Promise.resolve(has_video)
      return Promise.resolve(ask.ask === 'hang-up' ? { for_both } : null)
    },
    () => null,
  )
  return { call, asked }
}
