import { useEffect, useState } from 'react'

import type { CoreError } from '../../core/core'
import { useCore } from '../../core/hooks'

/** Somebody may plug a microphone in, or allow it: asked again. */
const ASK_EVERY_MS = 10_000

/** Why this page could hold no call; undefined until it is known, null where it can. */
export function useFitness(): CoreError | null | undefined {
  const { call } = useCore()
  const [why, setWhy] = useState<CoreError | null | undefined>(undefined)
  useEffect(() => {
    let stale = false
    const ask = () => {
      void call.fitness().then((found) => {
        if (!stale) setWhy((before) => (before !== undefined && before?.code === found?.code ? before : found))
      })
    }
    ask()
    const timer = setInterval(ask, ASK_EVERY_MS)
    return () => {
      stale = true
      clearInterval(timer)
    }
  }, [call])
  return why
}
