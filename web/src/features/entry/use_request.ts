import { useState } from 'react'

import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'

const NOTHING: Record<string, never> = {}

/** Copies, saves or drops the request. */
export function useRequest(request: string) {
  const text = useText()
  const { tell } = useAnnounce()
  const [asking, setAsking] = useState(false)
  const { act, busy, error } = useAct('drop-request')
  return {
    copy: () => {
      navigator.clipboard.writeText(request).then(
        () => tell(text('request-copied')),
        () => tell(text('request-not-copied')),
      )
    },
    save: () => {
      const address = URL.createObjectURL(new Blob([request], { type: 'text/plain' }))
      const link = document.createElement('a')
      link.href = address
      link.download = 'device.request'
      link.click()
      URL.revokeObjectURL(address)
    },
    asking,
    ask: () => setAsking(true),
    keep: () => setAsking(false),
    drop: () => void act(NOTHING).then(() => setAsking(false)),
    busy,
    error,
  }
}
