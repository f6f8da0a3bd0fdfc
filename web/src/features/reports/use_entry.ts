import { useState } from 'react'

import { usePlace } from '../../app/router'
import { useAct, useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { useNow } from '../../ui/now'
import { type HeardDraft, type HeardProblem, type HeldDraft, type HeldProblem, heard_form, heard_problems, held_form, held_problems } from './entry_draft'

const NO_MOMENT = { day: null, hour: null }

export function useHeld() {
  const text = useText()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const { side } = useReady()
  const now = useNow()
  const { act, busy, error } = useAct('enter-held-outside')
  const [tried, setTried] = useState(false)
  const [draft, setDraft] = useState<HeldDraft>({
    ...NO_MOMENT,
    duration: '60',
    medium: 'phone-call',
    public_part: 'none',
    items: [],
    reason: '',
  })
  const problems = held_problems(draft, side.zone, now)
  const send = async () => {
    setTried(true)
    if (problems.length > 0) return
    const acted = await act({ form: held_form(draft, side.zone) })
    if (acted === null) return
    tell(text('held-entered'))
    go(acted.subject === null ? '/contacts' : `/contacts/${encodeURIComponent(acted.subject)}`)
  }
  return {
    draft,
    set: (more: Partial<HeldDraft>) => setDraft({ ...draft, ...more }),
    side,
    shown: (problem: HeldProblem) => tried && problems.includes(problem),
    send,
    busy,
    error,
  }
}

export function useHeard(about: string | null, instead_of: readonly string[] = []) {
  const text = useText()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const now = useNow()
  const { act, busy, error } = useAct('enter-report')
  const [tried, setTried] = useState(false)
  const [draft, setDraft] = useState<HeardDraft>({
    act: 'proposal',
    of: other_side?.name ?? '',
    told_by: '',
    source: '',
    heard: NO_MOMENT,
    what: '',
    text: '',
    date: NO_MOMENT,
  })
  const problems = heard_problems(draft, side.zone, now)
  const send = async () => {
    setTried(true)
    if (problems.length > 0) return
    const acted = await act({ about, form: heard_form(draft, side.zone), instead_of: [...instead_of] })
    if (acted === null) return
    tell(text('heard-entered'))
    go('/contacts')
  }
  return {
    draft,
    set: (more: Partial<HeardDraft>) => setDraft({ ...draft, ...more }),
    side,
    shown: (problem: HeardProblem) => tried && problems.includes(problem),
    send,
    busy,
    error,
  }
}
