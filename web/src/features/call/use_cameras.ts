import { useEffect, useState } from 'react'

import { type CameraDevice, cameras } from '../../core/camera'
import { read_choice, write_choice } from '../../ui/choices'

/** Cameras to choose among; `open`: whether one is open, since the browser tells of them only then. */
export function useCameras(open: boolean) {
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
  return {
    devices,
    /** The first one, where what was chosen is gone. */
    present: devices.find(({ id }) => id === chosen)?.id ?? devices[0]?.id ?? null,
    choose: (id: string) => {
      write_choice('camera', id)
      setChosen(id)
    },
  }
}
