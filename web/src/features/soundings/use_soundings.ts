import { useState } from 'react'

import { useAct, useReady, useView } from '../../core/hooks'
import type { UnrecordedForm } from '../../core/forms/contact'
import type { UnrecordedView } from '../../core/shapes/unrecorded'
import { civil_in } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { useNow } from '../../ui/now'

const NOTHING: Record<string, never> = {}
const DAY_MS = 86_400_000

export type Kind = 'sounding' | 'non-paper'
export const DAYS = ['1', '2', '7', '14'] as const
export type Days = (typeof DAYS)[number]

/** What came in of either kind; what expires first comes first. */
export function inbox_of(soundings: readonly UnrecordedView[], papers: readonly UnrecordedView[], now_unix_ms: number) {
  return [...soundings, ...papers]
    .filter(({ expires_unix_ms }) => expires_unix_ms > now_unix_ms)
    .toSorted((one, other) => one.expires_unix_ms - other.expires_unix_ms)
}

export function useInbox() {
  const { side } = useReady()
  const now = useNow()
  const soundings = useView('soundings', NOTHING)
  const papers = useView('non-papers', NOTHING)
  const forget = useAct('forget-unrecorded')
  return {
    items: inbox_of(soundings.data?.items ?? [], papers.data?.items ?? [], now),
    now,
    until: (one: UnrecordedView) => civil_in(one.expires_unix_ms, side.zone),
    forget,
    loading: soundings.loading || papers.loading,
    error: soundings.error ?? papers.error ?? forget.error,
  }
}

export function useSending(answers: UnrecordedView | null, on_sent: () => void) {
  const text = useText()
  const { tell } = useAnnounce()
  const { other_side } = useReady()
  const line = useView('line', NOTHING)
  const now = useNow()
  const sounding = useAct('send-sounding')
  const paper = useAct('send-non-paper')
  const [kind, setKind] = useState<Kind>('sounding')
  const [words, setWords] = useState('')
  const [title, setTitle] = useState('')
  const [days, setDays] = useState<Days>('2')
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const acting = kind === 'sounding' ? sounding : paper
  const lacks_words = words.trim() === ''

  const send = async () => {
    const form: UnrecordedForm = {
      title: title.trim() === '' ? null : title.trim(),
      text: words.trim(),
      languages: [],
      expires: new Date(now + Number(days) * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z'),
      answers: answers?.id ?? null,
    }
    if ((await acting.act({ form })) === null) return
    tell(text(`sent-${kind}`))
    setWords('')
    setTitle('')
    setTried(false)
    setAsking(false)
    on_sent()
  }

  return {
    kind,
    set_kind: setKind,
    words,
    set_words: setWords,
    title,
    set_title: setTitle,
    days,
    set_days: setDays,
    lacks_words: tried && lacks_words,
    check: () => {
      setTried(true)
      if (!lacks_words) setAsking(true)
    },
    asking,
    close: () => {
      setAsking(false)
      acting.clear()
    },
    send,
    busy: acting.busy,
    error: acting.error,
    other: other_side?.name ?? '',
    /** Nobody keeps it for later. */
    line_down: line.data !== null && !line.data.up,
  }
}
