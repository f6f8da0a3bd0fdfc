import { useState } from 'react'

import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { save_file } from '../../ui/save_file'

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
    save: () => save_file('device.request', 'text/plain', request),
    asking,
    ask: () => setAsking(true),
    keep: () => setAsking(false),
    drop: () => void act(NOTHING).then(() => setAsking(false)),
    busy,
    error,
  }
}
