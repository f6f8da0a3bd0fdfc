/** The own camera: off until the person turns it on, and its light out when it is off. */
import { Fault } from './fault'

/** Of the agreed size, or near it where the camera has none such. */
const WANTED = { width: { ideal: 640, max: 1_280 }, height: { ideal: 360, max: 1_280 }, frameRate: { ideal: 20, max: 24 } }

export async function open_camera(): Promise<MediaStreamTrack> {
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: WANTED })
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
