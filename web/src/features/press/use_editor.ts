import { useState } from 'react'

import { rfc3339 } from '../../core/forms/message'
import type { FactsForm, ReleaseForm } from '../../core/forms/release'
import { useAct, useReady, useView } from '../../core/hooks'
import type { Occasion, ReleaseKind } from '../../core/shapes/press'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'
import { SILENT, check } from './press_state'

export type Lack = 'subject' | 'office' | 'title' | 'title-line' | 'text' | 'question' | 'started' | 'duration' | 'embargo' | 'embargo-past' | 'promise' | 'promise-past'

/** Fields as they are typed. */
export interface Written {
  subject: string | null
  office: string
  title: string
  text: string
  question: string
  language: string
  occasion: Occasion
  initiative_of: FactsForm['initiative_of']
  medium: FactsForm['medium']
  started: string
  duration: string
  public_part: FactsForm['public_part']
  embargo: string
  promises: boolean
  promise_by: string
  promise_office: string
}

const OCCASION_OF: Readonly<Record<ReleaseKind, Occasion>> = {
  statement: 'briefing',
  announcement: 'release',
  readout: 'release',
  answer: 'answer',
  'holding-line': 'briefing',
  correction: 'release',
  withdrawal: 'release',
  'joint-statement': 'release',
}

export function blank(kind: ReleaseKind, subject: string | null): Written {
  return {
    subject,
    office: '',
    title: '',
    text: '',
    question: '',
    language: '',
    occasion: OCCASION_OF[kind],
    initiative_of: null,
    medium: null,
    started: '',
    duration: '',
    public_part: null,
    embargo: '',
    promises: false,
    promise_by: '',
    promise_office: '',
  }
}

const DURATION_MAX = 24 * 60

/** Minutes, or null where nothing or no such number stands there. */
export function duration_of(text: string): number | null {
  const minutes = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0
  return minutes >= 1 && minutes <= DURATION_MAX ? minutes : null
}

/** Which moment an embargo ends at where clocks show its time twice: never sooner than meant. */
export const EMBARGO_TWICE = 'later'

interface Moments {
  started: number | null
  embargo: number | null
  promise_by: number | null
}

export function moments_of(written: Written, zone: string): Moments {
  return {
    started: unix_of_civil(written.started, zone),
    embargo: unix_of_civil(written.embargo, zone, EMBARGO_TWICE),
    promise_by: unix_of_civil(written.promise_by, zone),
  }
}

/** What keeps a draft from being kept, in the order of the fields. */
export function lacks_of(kind: ReleaseKind, written: Written, moments: Moments, now_unix_ms: number): Lack[] {
  const { embargo, promise_by, started } = moments
  const found: [Lack, boolean][] = [
    ['subject', written.subject === null],
    ['office', written.office.trim() === ''],
    ['question', kind === 'answer' && written.question.trim() === ''],
    ['title', written.title.trim() === ''],
    ['title-line', /[\r\n]/.test(written.title)],
    ['text', written.text.trim() === ''],
    ['started', written.started !== '' && started === null],
    ['duration', written.duration.trim() !== '' && duration_of(written.duration) === null],
    ['embargo', written.embargo !== '' && embargo === null],
    ['embargo-past', embargo !== null && embargo <= now_unix_ms],
    ['promise', written.promises && promise_by === null],
    ['promise-past', written.promises && promise_by !== null && promise_by <= now_unix_ms],
  ]
  return found.filter(([, is_so]) => is_so).map(([lack]) => lack)
}

export function facts_of(written: Written, moments: Moments): FactsForm {
  return {
    initiative_of: written.initiative_of,
    medium: written.medium,
    started: moments.started === null ? null : rfc3339(moments.started),
    duration_min: duration_of(written.duration),
    public_part: written.public_part,
  }
}

/** A text about to be drafted, with its claims compared while they are made. */
export function useEditor(kind: ReleaseKind, subject: string | null, about: string | null) {
  const { side } = useReady()
  const now = useNow()
  const { act, busy, error } = useAct('draft-release')
  const [written, setWritten] = useState(() => blank(kind, subject))
  const [tried, setTried] = useState(false)
  const moments = moments_of(written, side.zone)
  const lacks = lacks_of(kind, written, moments, now)
  const facts = facts_of(written, moments)
  const checked = useView('check-facts', { contact: written.subject ?? '', facts: written.subject === null ? SILENT : facts })
  const known = useView('facts', { subject: written.subject ?? '' })
  const conflicts = written.subject === null || !checked.data?.compared ? null : checked.data.conflicts
  return {
    written,
    write: (part: Partial<Written>) => setWritten((before) => ({ ...before, ...part })),
    moments,
    lacks: tried ? lacks : [],
    checks: check(facts, conflicts, written.subject === null ? [] : (known.data?.facts ?? []), side.name),
    compared: conflicts !== null,
    busy,
    error,
    draft: () => {
      setTried(true)
      if (lacks.length > 0 || written.subject === null) return Promise.resolve(null)
      const form: ReleaseForm = {
        kind,
        occasion: written.occasion,
        subject: written.subject,
        question: kind === 'answer' ? written.question.trim() : null,
        office: written.office.trim(),
        title: written.title.trim(),
        text: written.text,
        languages: written.language.trim() === '' ? [] : [written.language.trim()],
        embargo: moments.embargo === null ? null : rfc3339(moments.embargo),
        facts,
        promises:
          written.promises && moments.promise_by !== null
            ? { by: rfc3339(moments.promise_by), office: written.promise_office.trim() === '' ? null : written.promise_office.trim() }
            : null,
        about,
      }
      return act({ form })
    },
  }
}

export type Editor = ReturnType<typeof useEditor>
