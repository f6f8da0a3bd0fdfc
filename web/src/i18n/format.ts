/** Dates, times, lists and numbers as the language has them. */
import { useMemo } from 'react'

import { FORMAT_TAGS, type Locale } from './locales'
import { useLanguage } from './text'

/** A civil time as the core writes it, `2021-12-30T23:30` or with a space, in no zone: shown as it stands. */
export function civil_date(civil: string): Date {
  return new Date(`${civil.slice(0, 16).replace(' ', 'T')}Z`)
}

/** The civil time of a moment in a zone, in the core's form. */
export function civil_in(unix_ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(unix_ms)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** `+03:00` of a moment in a zone. */
export function offset_in(unix_ms: number, zone: string): string {
  const minutes = Math.round((civil_date(civil_in(unix_ms, zone)).getTime() - floor_minute(unix_ms)) / 60_000)
  const size = Math.abs(minutes)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

function floor_minute(unix_ms: number): number {
  return Math.floor(unix_ms / 60_000) * 60_000
}

/** Whole days from one civil day to the other: 1 where `other` has tomorrow's date. */
export function days_between(civil: string, other: string): number {
  const day = (text: string) => Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)))
  return Math.round((day(other) - day(civil)) / 86_400_000)
}

/** `UTC+3`, `UTC−5:30`: short, with a true minus. */
export function short_offset(offset: string): string {
  const [hours = '0', minutes = '00'] = offset.slice(1).split(':')
  const sign = offset.startsWith('-') ? '−' : '+'
  const rest = minutes === '00' ? '' : `:${minutes}`
  return Number(hours) === 0 && rest === '' ? 'UTC' : `UTC${sign}${Number(hours)}${rest}`
}

export interface Format {
  /** `23:30`. */
  time: (civil: string) => string
  /** `Thursday, 30 December 2021`. */
  day: (civil: string) => string
  /** `30 Dec`: beside others that say the year. */
  day_month: (civil: string) => string
  /** `30 Dec 2021`. */
  short_day: (civil: string) => string
  list: (items: readonly string[]) => string
  /** `in 42 minutes`, `3 hours ago`. */
  from_now: (unix_ms: number, now_unix_ms: number) => string
  /** `45 minutes`. */
  minutes: (count: number) => string
  number: (value: number) => string
}

export function format_of(locale: Locale): Format {
  const tag = FORMAT_TAGS[locale]
  const time = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const day = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const short_day = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })
  const day_month = new Intl.DateTimeFormat(tag, { timeZone: 'UTC', day: 'numeric', month: 'short' })
  const list = new Intl.ListFormat(tag, { type: 'conjunction' })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const minutes = new Intl.NumberFormat(tag, { style: 'unit', unit: 'minute', unitDisplay: 'long' })
  const number = new Intl.NumberFormat(tag)
  return {
    time: (civil) => time.format(civil_date(civil)),
    day: (civil) => day.format(civil_date(civil)),
    day_month: (civil) => day_month.format(civil_date(civil)),
    short_day: (civil) => short_day.format(civil_date(civil)),
    list: (items) => list.format(items),
    from_now: (unix_ms, now_unix_ms) => {
      const away = unix_ms - now_unix_ms
      const size = Math.abs(away)
      if (size < 90 * 60_000) return relative.format(Math.round(away / 60_000), 'minute')
      if (size < 36 * 3_600_000) return relative.format(Math.round(away / 3_600_000), 'hour')
      return relative.format(Math.round(away / 86_400_000), 'day')
    },
    minutes: (count) => minutes.format(count),
    number: (value) => number.format(value),
  }
}

export function useFormat(): Format {
  const { locale } = useLanguage()
  return useMemo(() => format_of(locale), [locale])
}
