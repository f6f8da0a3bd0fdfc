import { useEffect, useRef } from 'react'

interface PictureProps {
  stream: MediaStream
  label: string
  /** As in a mirror: the own one alone. */
  mirrored?: boolean
}

/** A picture without sound: voices have players of their own. */
export function Picture({ stream, label, mirrored = false }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const shown = video.current
    if (shown === null) return
    shown.srcObject = stream
    return () => {
      shown.srcObject = null
    }
  }, [stream])
  return <video ref={video} className={mirrored ? 'picture picture-mirrored' : 'picture'} aria-label={label} autoPlay playsInline muted />
}
