import { useMemo, useState } from 'react'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { JointView } from '../../core/generated/views'
import { useAct, useReady, useView } from '../../core/hooks'
import { civil_in, useFormat } from '../../i18n/format'
import { unix_of_civil } from '../../i18n/civil'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { useNow } from '../../ui/now'
import { countered_of } from '../acting/agreement'
import { useChecked } from '../acting/use_checked'
import { BLANK, type JointDraft, type Problem, draft_of, form_of, problems_of } from './joint_draft'

const NOTHING: Record<string, never> = {}

/** `before`: the text that is countered; absent: the first one. */
export function useJointForm(before: JointView | null) {
  const text = useText()
  const format = useFormat()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const now = useNow()
  const contacts = useView('contacts', NOTHING)
  const rounds = useView('rounds', NOTHING)
  const propose = useAct('propose-joint-statement')
  const counter = useAct('counter-joint-statement')
  const zone = side.zone === '' ? 'UTC' : side.zone
  const words = before?.text ?? null
  const from = useMemo(() => (words === null ? BLANK : draft_of(words, zone)), [words, zone])
  const [draft, setDraft] = useState<JointDraft>(from)
  const problems = problems_of(draft, zone, now)
  const unchanged = before !== null && JSON.stringify(draft) === JSON.stringify(from)
  const { busy, error, clear } = before === null ? propose : counter
  const { tried, asking, check, close } = useChecked(problems.length === 0 && !unchanged, clear)
  const day = (unix_ms: number | null) => (unix_ms === null ? text('no-date') : format.short_day(civil_in(unix_ms, zone)))

  const send = async () => {
    const form = form_of(draft, zone)
    const { title, text: said, languages, release_at, answer_by } = form
    const acted = await (before === null
      ? propose.act({ form })
      : counter.act({
          joint_statement: before.joint_statement,
          read: countered_of(before, side.name),
          form: { title, text: said, release_at, ...(languages === undefined ? {} : { languages }), ...(answer_by === undefined ? {} : { answer_by }) },
        }))
    if (acted === null) return
    tell(text('act-done'))
    const subject = before?.joint_statement ?? acted.subject
    go(subject === null ? '/joint-statements' : place_of('joint-statement', subject))
  }
  return {
    draft,
    set: (more: Partial<JointDraft>) => setDraft({ ...draft, ...more }),
    other: other_side?.name ?? '',
    release_unix_ms: unix_of_civil(draft.release_at, zone),
    subjects: [
      ...(contacts.data?.contacts ?? []).map(({ contact, medium, start_unix_ms }) => ({
        key: contact,
        text: text('link-option', { what: text(medium === null ? 'noun-contact' : `medium-${medium}`), day: day(start_unix_ms) }),
      })),
      ...(rounds.data?.rounds ?? []).map(({ round, place, starts }) => ({
        key: round,
        text: text('link-option', { what: place ?? text('noun-round'), day: day(starts === null ? null : Date.parse(starts)) }),
      })),
    ],
    shown: (problem: Problem) => tried && problems.includes(problem),
    incomplete: tried && problems.length > 0,
    unchanged: tried && unchanged,
    check,
    asking,
    close,
    send,
    busy,
    error,
  }
}
