import { useCallback, useEffect, useRef, useState } from 'react'

import { open_camera } from '../../core/camera'
import { type CoreError, as_core_error } from '../../core/core'
import { read_choice } from '../../ui/choices'

export interface Preview {
  stream: MediaStream | null
  fault: CoreError | null
  open: () => void
  close: () => void
}

/** The own camera's picture, seen by nobody else. Whoever goes away takes the camera along. */
export function usePreview(): Preview {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [fault, setFault] = useState<CoreError | null>(null)
  const turn = useRef(0)
  const opened = useRef<MediaStreamTrack | null>(null)
  const close = useCallback(() => {
    turn.current += 1
    opened.current?.stop()
    opened.current = null
    setStream(null)
  }, [])
  useEffect(() => close, [close])

  const open = () => {
    turn.current += 1
    const mine = turn.current
    setFault(null)
    open_camera(read_choice('camera')).then(
      (track) => {
        if (mine !== turn.current) {
          track.stop()
          return
        }
        opened.current = track
        track.onended = close
        setStream(new MediaStream([track]))
      },
      (thrown: unknown) => {
        if (mine === turn.current) setFault(as_core_error(thrown))
      },
    )
  }
  return { stream, fault, open, close }
}
