import { useState } from 'react'

import { useAct } from '../../core/hooks'
import type { Capital, CapitalDays } from '../../core/shapes/capitals'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'

const HOUR_MIN = 60

/** `22:00`, of minutes from midnight. */
export function clock_text(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / HOUR_MIN))}:${two(minutes % HOUR_MIN)}`
}

type Wrong = 'from' | 'until' | 'same' | null

/** What is wrong with two times as they were typed. */
export function wrong_hours(from: string | null, until: string | null): Wrong {
  if (from === null) return 'from'
  if (until === null) return 'until'
  return from === until ? 'same' : null
}

/** One capital's hours of rest and holidays, and what is done with them. */
export function useCapital(capital: Capital, kept: CapitalDays) {
  const text = useText()
  const { tell } = useAnnounce()
  const keep_hours = useAct('keep-rest-hours')
  const keep_holidays = useAct('keep-holidays')
  const [from, setFrom] = useState<string | null>(kept.rest === null ? null : clock_text(kept.rest.from_min))
  const [until, setUntil] = useState<string | null>(kept.rest === null ? null : clock_text(kept.rest.until_min))
  const [tried, setTried] = useState(false)
  const wrong = wrong_hours(from, until)

  const told = (done: unknown, id: string) => {
    if (done !== null) tell(text(id))
  }
  const keep = async () => {
    setTried(true)
    if (wrong !== null) return
    told(await keep_hours.act({ capital, hours: `${from ?? ''}-${until ?? ''}` }), 'capitals-rest-kept')
  }
  const forget = async () => {
    const done = await keep_hours.act({ capital, hours: null })
    if (done === null) return
    setTried(false)
    setFrom(null)
    setUntil(null)
    told(done, 'capitals-rest-forgotten')
  }
  const take = async (file: File) => told(await keep_holidays.act({ capital, calendar: await file.text() }), 'capitals-holidays-kept')
  const drop = async () => told(await keep_holidays.act({ capital, calendar: null }), 'capitals-holidays-forgotten')
  return { from, until, setFrom, setUntil, wrong: tried ? wrong : null, keep, forget, take, drop, hours: keep_hours, holidays: keep_holidays }
}
