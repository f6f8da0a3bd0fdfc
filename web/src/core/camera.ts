/** The own camera: off until the person turns it on, and its light out when it is off. */
import { Fault } from './fault'

/** Of the agreed size, or near it where the camera has none such. */
const WANTED = { width: { ideal: 640, max: 1_280 }, height: { ideal: 360, max: 1_280 }, frameRate: { ideal: 20, max: 24 } }

export interface CameraDevice {
  /** The browser's own, made for this page alone. */
  id: string
  /** Empty until the person has let the page use a camera. */
  name: string
}

/** None before the person has let the page use one. */
export async function cameras(): Promise<CameraDevice[]> {
  const all = await navigator.mediaDevices.enumerateDevices()
  return all.flatMap(({ kind, deviceId, label }) => (kind === 'videoinput' && deviceId !== '' ? [{ id: deviceId, name: label }] : []))
}

/** The one that was chosen, or another where it is gone. */
export async function open_camera(chosen: string | null): Promise<MediaStreamTrack> {
  let stream: MediaStream
  try {
    stream = await asked(chosen)
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') {
      throw new Fault('camera-denied', 'this page may not use the camera', 'allow it beside the address, then try again')
    }
    throw new Fault('no-camera', 'no camera was found, or another program holds it', 'connect one, or close the other program, then try again')
  }
  const [track] = stream.getVideoTracks()
  if (track === undefined) throw new Fault('no-camera', 'no camera was found, or another program holds it', 'connect one, or close the other program, then try again')
  return track
}

async function asked(chosen: string | null): Promise<MediaStream> {
  if (chosen === null) return await navigator.mediaDevices.getUserMedia({ audio: false, video: WANTED })
  try {
    // As a wish a browser would weigh it against the size, and may open another.
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, deviceId: { exact: chosen } } })
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'OverconstrainedError') return await asked(null)
    throw thrown
  }
}
