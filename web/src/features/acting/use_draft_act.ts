import { useState } from 'react'

import type { Acts } from '../../core/acts'
import type { Acted, ActName } from '../../core/core'
import { useAct } from '../../core/hooks'
import { useAnnounce } from '../../ui/Announcer'

interface DraftOf<A extends ActName, D, P extends string> {
  act: A
  blank: D
  /** What keeps it from being signed. */
  problems: (draft: D) => P[]
  args: (draft: D) => Acts[A]
  /** Told once it is done. */
  told: string
  on_done?: (acted: Acted) => void
}

/** A form that makes one act: what is typed, what lacks once somebody tried, and the sending. */
export function useDraftAct<A extends ActName, D extends object, P extends string>({ act: name, blank, problems, args, told, on_done }: DraftOf<A, D, P>) {
  const { tell } = useAnnounce()
  const { act, busy, error } = useAct(name)
  const [draft, setDraft] = useState(blank)
  const [tried, setTried] = useState(false)
  const found = problems(draft)
  return {
    draft,
    set: (more: Partial<D>) => setDraft((before) => ({ ...before, ...more })),
    shown: (problem: P) => tried && found.includes(problem),
    send: async () => {
      setTried(true)
      if (found.length > 0) return
      const acted = await act(args(draft))
      if (acted === null) return
      tell(told)
      setDraft(blank)
      setTried(false)
      on_done?.(acted)
    },
    busy,
    error,
  }
}
