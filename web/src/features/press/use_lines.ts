import { useState } from 'react'

import { useAct, useReady, useView } from '../../core/hooks'
import type { LineToTakeView } from '../../core/shapes/press'
import { usePersonName } from '../../core/use_people'

const NOTHING: Record<string, never> = {}

/** What stands; what others took the place of is left out. Approved ones first: they can be said. */
export function standing(lines: readonly LineToTakeView[]): LineToTakeView[] {
  return lines.filter(({ stands }) => stands).toSorted((one, other) => Number(one.approved_by === null) - Number(other.approved_by === null) || one.at_unix_ms - other.at_unix_ms)
}

export function useLines() {
  const { person } = useReady()
  const { data, error, loading, again } = useView('lines-to-take', NOTHING)
  const approve = useAct('approve-line-to-take')
  const draft = useAct('draft-line-to-take')
  const [about, setAbout] = useState<string | null>(null)
  const [words, setWords] = useState('')
  const [question, setQuestion] = useState('')
  const [tried, setTried] = useState(false)
  const lines = standing(data?.lines ?? [])
  const lacks = about === null ? 'subject' : words.trim() === '' ? 'text' : null
  return {
    said: lines.filter(({ if_asked }) => if_asked === null),
    if_asked: lines.filter(({ if_asked }) => if_asked !== null),
    empty: data !== null && lines.length === 0,
    /** Whoever wrote a line can't approve it. */
    can_approve: (line: LineToTakeView) => line.approved_by === null && line.author !== person,
    approve: (line: string) => approve.act({ line }),
    busy: approve.busy || draft.busy,
    error: error ?? approve.error ?? draft.error,
    loading,
    again,
    name_of: usePersonName(),
    about,
    setAbout,
    words,
    setWords,
    question,
    setQuestion,
    lacks: tried ? lacks : null,
    draft: async () => {
      setTried(true)
      if (about === null || lacks !== null) return false
      const done = await draft.act({ about, text: words.trim(), if_asked: question.trim() === '' ? null : question.trim(), instead_of: [] })
      if (done === null) return false
      setTried(false)
      setWords('')
      setQuestion('')
      return true
    },
  }
}
