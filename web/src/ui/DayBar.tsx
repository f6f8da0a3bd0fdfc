import type { CSSProperties } from 'react'

import type { DaysView, Piece, SideDays } from '../core/generated/views'
import { civil_in, days_between, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { REST_FROM_HOUR, REST_UNTIL_HOUR, rest_of, touches } from './days_shown'
import { type Held, ends_of } from './use_days'
import './day_bar.css'

const MINUTE_MS = 60_000
/** Hours that are marked: the sixth, twelfth, eighteenth, and where a day begins. */
const MARK_EVERY_HOURS = 6
/** Over more than a day and its changed clocks, hours would stand upon each other. */
const ONE_DAY_MIN = 25 * 60
/** A window as long goes on over a night by all clocks. */
const ONE_NIGHT_MIN = 24 * 60
/** Beyond this share of the bar a label would stand out over its end. */
const LABEL_UNTIL = 0.9

interface DayBarProps {
  days: DaysView
  /** What is held against it. */
  held: Held | null
}

/** Custom properties go through CSSOM, which the policy for styles allows. */
function place(from: number, to = from): CSSProperties {
  return { '--from': from, '--to': to } as CSSProperties
}

/** Within a day, or over one midnight to a clock that shows less: nobody takes that for the same day's. */
function is_told_by_one_day(starts: string, ends: string, length_min: number): boolean {
  if (days_between(starts, ends) === 0) return true
  return length_min < ONE_NIGHT_MIN && ends.slice(11) < starts.slice(11)
}

/** A whole hour, as a civil time of any day. */
function clock_of(hour: number): string {
  return `2000-01-01T${String(hour).padStart(2, '0')}:00`
}

/**
 * Both civil days over one day of the side that stands first, or two where the contact goes on over its midnight: a
 * track a side, hours of rest hatched, holidays and changed clocks marked, the contact across both.
 */
export function DayBar({ days, held }: DayBarProps) {
  return (
    <div className="day-bar">
      {days.sides.map((side) => (
        <SideBar key={side.side} days={days} side={side} held={held} />
      ))}
    </div>
  )
}

function SideBar({ days, side, held }: DayBarProps & { side: SideDays }) {
  const text = useText()
  const format = useFormat()
  const { from_unix_ms, length_min } = days
  const share = (minute: number) => Math.min(1, Math.max(0, minute / length_min))
  const minute_of = (unix_ms: number) => (unix_ms - from_unix_ms) / MINUTE_MS
  const civil_of = (unix_ms: number) => civil_in(unix_ms, side.zone)
  const civil_at = (minute: number) => civil_of(from_unix_ms + minute * MINUTE_MS)
  const marks = side.hours.filter(({ hour }) => hour % MARK_EVERY_HOURS === 0)
  const labels = marks.filter(({ at_min, hour }) => share(at_min) < LABEL_UNTIL && (hour === 0 || length_min <= ONE_DAY_MIN))
  const rest = rest_of(side, length_min)
  const off = side.days.filter(({ holidays }) => holidays.length > 0)
  const [from, until] = held === null ? [0, 0] : [minute_of(held.start_unix_ms), minute_of(ends_of(held))]
  // What goes on for a day or more is in everybody's hours of rest: nothing to tell.
  const within = (pieces: readonly Piece[]) => held !== null && until - from < ONE_NIGHT_MIN && touches(pieces, from, until)
  const held_words = (shown: Held) => {
    const [starts, ends] = [civil_of(shown.start_unix_ms), civil_of(ends_of(shown))]
    const told = { from: format.time(starts), to: format.time(ends), day: format.day(starts) }
    return is_told_by_one_day(starts, ends, until - from) ? text('day-bar-held', told) : text('day-bar-held-over', { ...told, until_day: format.day(ends) })
  }
  const words = [
    ...(held === null ? [] : [held_words(held)]),
    ...(rest.assumed
      ? [text(within(rest.pieces) ? 'day-bar-in-rest-usual' : 'day-bar-rest-usual', { from: format.time(clock_of(REST_FROM_HOUR)), to: format.time(clock_of(REST_UNTIL_HOUR)) })]
      : rest.pieces.map((piece) =>
          text(within([piece]) ? 'day-bar-in-rest' : 'day-bar-rest', { from: format.time(civil_at(piece.from_min)), to: format.time(civil_at(piece.until_min)) }),
        )),
    ...off.flatMap(({ date, holidays }) => holidays.map((name) => text('day-bar-holiday', { name, day: format.day(`${date}T00:00`) }))),
    ...side.clock_changes.map(({ before, after }) => text('day-clock-change', { from: format.time(before), to: format.time(after) })),
  ]
  return (
    <div className="day-bar-side">
      <p className="day-bar-name">
        <bdi>{side.side}</bdi>
      </p>
      <div aria-hidden="true">
        <div className="day-bar-track">
          {rest.pieces.map(({ from_min, until_min }) => (
            <div key={from_min} className="day-bar-stretch day-bar-stretch-rest" style={place(share(from_min), share(until_min))} />
          ))}
          {off.map(({ date, from_min, until_min }) => (
            <div key={date} className="day-bar-stretch day-bar-stretch-holiday" style={place(share(from_min), share(until_min))} />
          ))}
          {marks.map(({ at_min, hour }) => (
            <div key={at_min} className={hour === 0 ? 'day-bar-mark day-bar-mark-day' : 'day-bar-mark'} style={place(share(at_min))} />
          ))}
          {side.clock_changes.map(({ at_min }) => (
            <div key={at_min} className="day-bar-mark day-bar-mark-clocks" style={place(share(at_min))} />
          ))}
          {held === null ? null : <div className="day-bar-held" style={place(share(from), share(until))} />}
        </div>
        <div className="day-bar-hours">
          {labels.map(({ at_min, hour }) => (
            <span key={at_min} style={place(share(at_min))} className={hour === 0 ? 'day-bar-begins' : 'day-bar-hour'}>
              {hour === 0 ? format.day_month(civil_at(at_min)) : format.time(civil_at(at_min))}
            </span>
          ))}
        </div>
      </div>
      <p className="day-bar-notes">{format.list(words)}</p>
    </div>
  )
}
