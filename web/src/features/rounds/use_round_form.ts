import { useMemo, useState } from 'react'

import { usePlace } from '../../app/router'
import type { RoundView } from '../../core/generated/views'
import { useAct, useReady, useView } from '../../core/hooks'
import { civil_in, offset_in } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { useNow } from '../../ui/now'
import { countered_of } from '../acting/agreement'
import { useChecked } from '../acting/use_checked'
import { BLANK, type Problem, type RoundDraft, changes_of, counter_of, draft_of, problems_of, proposal_of, stretch_of } from './round_draft'

const NOTHING: Record<string, never> = {}
const CONFLICTS = 'conflicts'

/** `standing`: what is countered; absent: a round that is proposed, `track`: as part of what. */
export function useRoundForm(standing: RoundView | null, track: string | null = null) {
  const text = useText()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const ready = useReady()
  const contacts = useView('contacts', NOTHING)
  const tracks = useView('tracks', NOTHING)
  const propose = useAct('propose-round')
  const counter = useAct('counter-round')
  const now = useNow()
  const [own_zone, setOwnZone] = useState<string | null>(ready.side.zone === '' ? null : ready.side.zone)
  const known = ready.other_side?.zone ?? ''
  const [other_zone, setOtherZone] = useState<string | null>(known === '' ? null : known)
  const terms = standing?.amendment ?? standing?.terms ?? null
  const from = useMemo(() => (terms === null ? { ...BLANK, track } : draft_of(terms)), [terms, track])
  const [draft, setDraft] = useState<RoundDraft>(from)

  const side = { ...ready.side, zone: own_zone ?? 'UTC' }
  const other = { id: ready.other_side?.id ?? '', name: ready.other_side?.name ?? '', zone: other_zone ?? 'UTC' }
  const zones_lack = own_zone === null || other_zone === null
  const problems: (Problem | 'zone')[] = [...(zones_lack ? (['zone'] as const) : []), ...problems_of(draft, side.zone, now)]
  const changes = standing === null ? [] : changes_of(draft, from)
  const unchanged = standing !== null && changes.length === 0
  const stretch = stretch_of(draft)
  const { busy, error, clear } = standing === null ? propose : counter
  const { tried, asking, check, close } = useChecked(problems.length === 0 && !unchanged, clear)
  const place = { id: 'place', name: draft.place.trim(), zone: draft.place_zone ?? 'UTC' }

  const send = async (despite: boolean) => {
    const acted = await (standing === null
      ? propose.act({ form: proposal_of(draft, side.zone, other.zone), despite })
      : counter.act({ round: standing.round, form: counter_of(draft, side.zone, other.zone), despite, read: countered_of(standing, side.name) }))
    if (acted === null) return
    tell(text(standing === null ? 'round-proposed' : 'contact-countered'))
    const subject = standing?.round ?? acted.subject
    go(subject === null ? '/rounds' : `/rounds/${encodeURIComponent(subject)}`)
  }

  return {
    draft,
    set: (more: Partial<RoundDraft>) => setDraft({ ...draft, ...more }),
    side,
    other,
    zones: ready.side.zone === '' || known === '' ? { own: own_zone, other: other_zone, setOwn: setOwnZone, setOther: setOtherZone } : null,
    stretch,
    /** The first day of it, by the clocks of the place, and the capitals beside it. */
    days: stretch === null ? null : { date: draft.start.slice(0, 10), sides: [place, side, other].map(({ name, zone }) => ({ side: name === '' ? text('round-place') : name, zone })) },
    /** From when to when at the place and in the capitals. */
    local: stretch === null ? [] : [place, side, other].filter(({ name }) => name !== '').map((one) => local_of(one, stretch.start_unix_ms, stretch.end_unix_ms)),
    earlier: contacts.data?.contacts ?? [],
    tracks: (tracks.data?.tracks ?? []).filter(({ closed }) => !closed),
    problems,
    shown: (problem: Problem | 'zone') => tried && problems.includes(problem),
    is_past: stretch !== null && stretch.start_unix_ms < now,
    changes,
    unchanged: tried && unchanged,
    check,
    asking,
    close,
    send,
    busy,
    error,
    conflicts: error?.code === CONFLICTS ? error : null,
  }
}

function local_of({ name, zone }: { name: string; zone: string }, start: number, end: number) {
  return { at: name, zone, start: civil_in(start, zone), end: civil_in(end, zone), offset: offset_in(start, zone) }
}

export type RoundForming = ReturnType<typeof useRoundForm>
