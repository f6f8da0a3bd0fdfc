import { useEffect, useState } from 'react'

import { type CameraDevice, cameras } from '../../core/camera'
import { read_choice, write_choice } from '../../ui/choices'

/** Cameras to choose among; `stream`: of the one that is open, since the browser tells of them only then. */
export function useCameras(stream: MediaStream | null) {
  const open = stream !== null
  const [devices, setDevices] = useState<CameraDevice[]>([])
  const [chosen, setChosen] = useState(() => read_choice('camera'))
  useEffect(() => {
    if (!('mediaDevices' in navigator)) return
    const { mediaDevices } = navigator
    let gone = false
    const look = () => {
      cameras().then(
        (found) => {
          if (!gone) setDevices(found)
        },
        () => undefined,
      )
    }
    look()
    mediaDevices.addEventListener('devicechange', look)
    return () => {
      gone = true
      mediaDevices.removeEventListener('devicechange', look)
    }
  }, [open])
  const open_id = stream?.getVideoTracks()[0]?.getSettings().deviceId
  return {
    devices,
    /** The one that is open, whatever was chosen; none where the browser would open what it likes. */
    present: devices.find(({ id }) => id === (open_id ?? chosen))?.id ?? null,
    choose: (id: string) => {
      write_choice('camera', id)
      setChosen(id)
    },
  }
}
