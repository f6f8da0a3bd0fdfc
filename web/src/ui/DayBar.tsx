import type { CSSProperties } from 'react'

import type { DaysView, SideDays } from '../core/generated/views'
import { civil_in, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import './day_bar.css'

const MINUTE_MS = 60_000
/** Hours that are marked: the sixth, twelfth, eighteenth, and where a day begins. */
const MARK_EVERY_HOURS = 6
/** Beyond this share of the bar a label would stand out over its end. */
const LABEL_UNTIL = 0.9

interface DayBarProps {
  days: DaysView
  /** What is held against it. */
  held: { start_unix_ms: number; duration_min: number } | null
}

/** Custom properties go through CSSOM, which the policy for styles allows. */
function place(from: number, to = from): CSSProperties {
  return { '--from': from, '--to': to } as CSSProperties
}

/** Both civil days over one day of the own side: a track a side, hours of rest hatched, the contact across both. */
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
  const end_ms = held === null ? 0 : held.start_unix_ms + held.duration_min * MINUTE_MS
  const words = [
    ...(held === null
      ? []
      : [text('day-bar-held', { from: format.time(civil_of(held.start_unix_ms)), to: format.time(civil_of(end_ms)), day: format.day(civil_of(held.start_unix_ms)) })]),
    ...side.rest.map(({ from_min, until_min }) => text('day-bar-rest', { from: format.time(civil_at(from_min)), to: format.time(civil_at(until_min)) })),
    ...side.days.flatMap(({ holidays }) => holidays),
    ...side.clock_changes.map(({ before, after }) => text('day-clock-change', { from: format.time(before), to: format.time(after) })),
  ]
  return (
    <div className="day-bar-side">
      <p className="day-bar-name">
        <bdi>{side.side}</bdi>
      </p>
      <div aria-hidden="true">
        <div className="day-bar-track">
          {side.rest.map(({ from_min, until_min }) => (
            <div key={from_min} className="day-bar-stretch day-bar-stretch-rest" style={place(share(from_min), share(until_min))} />
          ))}
          {marks.map(({ at_min, hour }) => (
            <div key={at_min} className={hour === 0 ? 'day-bar-mark day-bar-mark-day' : 'day-bar-mark'} style={place(share(at_min))} />
          ))}
          {held === null ? null : <div className="day-bar-held" style={place(share(minute_of(held.start_unix_ms)), share(minute_of(end_ms)))} />}
        </div>
        <div className="day-bar-hours">
          {marks
            .filter(({ at_min }) => share(at_min) < LABEL_UNTIL)
            .map(({ at_min, hour }) => (
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
