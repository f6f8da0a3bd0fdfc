import { useState } from 'react'

import { useAct } from '../../core/hooks'

export const WITHIN_MIN = ['3', '5', '10'] as const
export type Within = (typeof WITHIN_MIN)[number]
export const FORMATS = ['no-interpreters', 'consecutive'] as const
export type TalkFormat = (typeof FORMATS)[number]

/** Planned length: what the node lets duty officers ask for. */
const DURATION_MIN = 30

/** Asks the other duty officer for a call at once. */
export function useContactNow() {
  const { act, busy, error, clear } = useAct('call-now')
  const [within, setWithin] = useState<Within>('10')
  const [format, setFormat] = useState<TalkFormat>('no-interpreters')
  return {
    within,
    setWithin,
    format,
    setFormat,
    busy,
    error,
    clear,
    ask: () => act({ form: { within_min: Number(within), duration_min: DURATION_MIN, languages: [], format } }),
  }
}
