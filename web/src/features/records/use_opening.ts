import { useState } from 'react'

import type { CoreError } from '../../core/core'
import { useAct } from '../../core/hooks'

/** Opens records, all of them or none: a line of the access log for each is kept by the node before its words are shown. */
export function useOpening(notes: readonly string[]) {
  const { act, busy, error, clear } = useAct('open-note')
  const [opened, setOpened] = useState(false)
  const open = async (off_list: boolean) => {
    for (const note of notes) {
      if ((await act({ note, off_list })) === null) return
    }
    setOpened(true)
  }
  const off_list = error?.code === 'not-listed'
  const shown: CoreError | null = off_list ? null : error
  return { opened, open, busy, error: shown, clear, /** This person isn't on the list: it opens all the same, and the log says so. */ off_list }
}

export type Opening = ReturnType<typeof useOpening>
