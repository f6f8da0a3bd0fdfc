import { useMemo, useState } from 'react'

import { usePlace } from '../../app/router'
import type { SideName } from '../../core/core'
import { useAct, useReady, useView } from '../../core/hooks'
import type { ContactView } from '../../core/shapes/contact'
import type { OfferedView } from '../../core/shapes/thread'
import { useText } from '../../i18n/text'
import { local_at } from '../../i18n/when'
import { useAnnounce } from '../../ui/Announcer'
import { useNow } from '../../ui/now'
import { countered_of } from '../acting/agreement'
import { useChecked } from '../acting/use_checked'
import { useCarriedWords } from './AgendaChoice'
import {
  BLANK,
  type Draft,
  type Problem,
  answer_by_of,
  changes_of,
  counter_of,
  draft_of,
  duration_of,
  moment_of,
  problems_of,
  proposal_of,
  start_of,
  usual_public_part,
} from './contact_draft'

const NOTHING: Record<string, never> = {}
/** Something stands against it: asked once more, with what it is. */
const CONFLICTS = 'conflicts'
/** `standing`: what is countered, and the offered change of it; absent: a contact that is proposed. */
export function useContactForm(standing: ContactView | null, amendment: OfferedView | null = null) {
  const text = useText()
  const carried_words = useCarriedWords()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const ready = useReady()
  const { other_side } = ready
  const [own_zone, setOwnZone] = useState<string | null>(null)
  const [other_zone, setOtherZone] = useState<string | null>(null)
  const side = useMemo(() => ({ ...ready.side, zone: own_zone ?? ready.side.zone }), [ready, own_zone])
  const contacts = useView('contacts', NOTHING)
  const propose = useAct('propose-contact')
  const counter = useAct('counter-contact')
  const now = useNow()
  const from = useMemo(
    () => (standing === null ? BLANK : draft_of(standing, amendment, side.name, side.zone)),
    [standing, amendment, side],
  )
  const [draft, setDraft] = useState<Draft>(from)

  const other: SideName = other_side === null ? { id: '', name: '', zone: 'UTC' } : { ...other_side, zone: other_side.zone === '' ? (other_zone ?? '') : other_side.zone }
  const sides = other_side === null ? [side] : [side, other]
  const start = start_of(draft, side.zone)
  const moment = moment_of(draft, side.zone)
  const duration = duration_of(draft)
  const problems: Problem[] = [...(other.zone === '' ? (['zone'] as const) : []), ...problems_of(draft, side.zone, now)]
  const changes = standing === null ? [] : changes_of(draft, from)
  const { busy, error, clear } = standing === null ? propose : counter
  const { tried, asking, check, close } = useChecked(problems.length === 0 && (standing === null || changes.length > 0), clear)

  const set = (more: Partial<Draft>) => {
    const medium = more.medium ?? draft.medium
    // The public part follows the medium until somebody says otherwise.
    const follows = medium !== draft.medium ? { public_part: usual_public_part(medium) } : {}
    const moved = more.day !== undefined || more.hour !== undefined ? { reading: null } : {}
    setDraft({ ...draft, ...follows, ...moved, ...more })
  }

  const earlier = (contacts.data?.contacts ?? []).filter(
    ({ contact, phase }) => contact !== standing?.contact && ['ended', 'held-outside', 'reported-outside', 'agreed'].includes(phase),
  )
  const carried = earlier.find(({ contact }) => contact === draft.carry_over)

  const send = async (despite: boolean) => {
    const acted = await (standing === null
      ? propose.act({ form: proposal_of(draft, side.zone, other.zone), despite })
      : counter.act({
          contact: standing.contact,
          form: counter_of(draft, side.zone, other.zone, standing.proposed_by === side.name),
          despite,
          read: countered_of(standing, side.name),
        }))
    if (acted === null) return
    tell(text(standing === null ? 'contact-proposed' : 'contact-countered'))
    const subject = standing?.contact ?? acted.subject
    go(subject === null ? '/contacts' : `/contacts/${encodeURIComponent(subject)}`)
  }

  return {
    draft,
    set,
    side,
    other,
    start,
    moment,
    duration,
    local: moment === null ? [] : local_at(moment, sides),
    answer_by: answer_by_of(draft, side.zone),
    /** The contact whose open items are taken up, in words. */
    carried: carried === undefined ? null : carried_words(carried, side.zone),
    /** No terms named the capitals' zones yet: whoever proposes first names both. */
    zones: other_side?.zone === '' ? { own: side.zone, other: other_zone, setOwn: setOwnZone, setOther: setOtherZone } : null,
    /** Contacts whose open items may be taken up. */
    earlier,
    is_past: moment !== null && moment < now,
    problems,
    /** Told only once somebody tried to go on. */
    shown: (problem: Problem) => tried && problems.includes(problem),
    unchanged: tried && standing !== null && changes.length === 0,
    changes,
    check,
    asking,
    close,
    send,
    busy,
    error,
    conflicts: error?.code === CONFLICTS ? error : null,
  }
}

export type ContactForming = ReturnType<typeof useContactForm>
