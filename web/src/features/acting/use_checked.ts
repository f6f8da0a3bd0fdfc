import { useState } from 'react'

/** A form that is read back before it is signed. `fit`: nothing lacks, and something is said; `clear`: of the last refusal. */
export function useChecked(fit: boolean, clear: () => void) {
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  return {
    /** What lacks is told only then. */
    tried,
    asking,
    check: () => {
      setTried(true)
      if (fit) setAsking(true)
    },
    close: () => {
      setAsking(false)
      clear()
    },
  }
}
