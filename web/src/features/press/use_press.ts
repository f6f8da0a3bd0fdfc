import { useAct, useReady, useView } from '../../core/hooks'
import type { PressSubjectsView } from '../../core/shapes/press'
import { usePersonName } from '../../core/use_people'
import { civil_in, useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { useTimeWords } from '../../ui/Time'
import { useLocals } from '../../ui/moment'
import { useNow } from '../../ui/now'
import { by_step, by_urgency, step_of, unreleased } from './press_state'

const NOTHING: Record<string, never> = {}

export function usePressDesk() {
  const { person } = useReady()
  const { data, error, loading, again } = useView('press', NOTHING)
  const published = data?.published ?? []
  return {
    promises: by_urgency(data?.promises ?? []),
    drafts: by_step(unreleased(data?.drafts ?? [], published), person),
    published: published.toSorted((one, other) => other.published_unix_ms - one.published_unix_ms),
    empty: data !== null && data.promises.length + data.drafts.length + published.length === 0,
    name_of: usePersonName(),
    now: useNow(),
    error,
    loading,
    again,
  }
}

type Subject = PressSubjectsView['subjects'][number]

/** What a text can be about, each named so that it can be told from the others; where nobody wants to know, nothing is asked. */
export function useSubjects(wanted = true) {
  const { side } = useReady()
  const text = useText()
  const format = useFormat()
  const { data } = useView('press-subjects', wanted ? NOTHING : null)
  const subjects = data?.subjects ?? []
  const named = ({ noun, medium, start_unix_ms, title }: Subject) => {
    const what = title ?? (medium === null ? text(`noun-${noun}`) : text(`medium-${medium}`))
    if (start_unix_ms === null) return what
    const civil = civil_in(start_unix_ms, side.zone)
    return text('subject-named', { what, day: format.short_day(civil), time: format.time(civil) })
  }
  return {
    subjects,
    options: subjects.map((one) => ({ key: one.subject, text: named(one) })),
    name_of: (subject: string) => {
      const found = subjects.find((one) => one.subject === subject)
      return found === undefined ? subject.slice(0, 8) : named(found)
    },
  }
}

/** A fact's value in words: media and parts as the language has them, moments by both sides' clocks. */
export function useFactWords(): (fact: string, value: string) => string {
  const { side, other_side } = useReady()
  const { text, has } = useLanguage()
  const format = useFormat()
  const locals = useLocals()
  const words = useTimeWords()
  return (fact, value) => {
    if (fact === 'initiative' && value === 'own') return side.name
    if (fact === 'initiative' && value === 'other') return other_side?.name ?? value
    if (fact === 'start') {
      const at = Date.parse(value)
      return Number.isNaN(at) ? value : words(locals(at))
    }
    if (fact === 'duration') {
      const minutes = /^(\d+)( min)?$/.exec(value)?.[1]
      return minutes === undefined ? value : format.minutes(Number(minutes))
    }
    const id = `value-${fact}-${value}`
    return has(id) ? text(id) : value
  }
}

export function usePressDraft(id: string) {
  const { person } = useReady()
  const { data, error, loading, again } = useView('press', NOTHING)
  const draft = data?.drafts.find((one) => one.draft === id) ?? null
  const key = useView('press-key', NOTHING)
  const approve = useAct('approve-release')
  const release = useAct('release-draft')
  return {
    draft,
    missing: data !== null && draft === null,
    step: draft === null ? null : step_of(draft, person),
    key: key.data,
    name_of: usePersonName(),
    now: useNow(),
    approve: (contradiction_reason: string | null) => approve.act({ draft: id, contradiction_reason }),
    release: (press_key: string, passphrase: string) => release.act({ draft: id, press_key, passphrase }),
    busy: approve.busy || release.busy,
    error: error ?? approve.error ?? release.error,
    loading,
    again,
  }
}
