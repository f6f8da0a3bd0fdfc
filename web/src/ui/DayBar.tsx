import type { CSSProperties } from 'react'

import type { SideName } from '../core/core'
import { civil_in, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { type Rest, side_day } from './day_hours'
import './day_bar.css'

export interface DayBarSide {
  side: SideName
  rest: Rest | null
  /** Holidays and clock changes of the stretch, in words. */
  notes: readonly string[]
}

interface DayBarProps {
  from_unix_ms: number
  to_unix_ms: number
  /** What is held against it. */
  held: { start_unix_ms: number; duration_min: number } | null
  sides: readonly DayBarSide[]
}

/** Beyond this share of the bar a label would stand out over its end. */
const LABEL_UNTIL = 0.9

/** Custom properties go through CSSOM, which the policy for styles allows. */
function place(from: number, to = from): CSSProperties {
  return { '--from': from, '--to': to } as CSSProperties
}

/** Both civil days over one stretch of time: a track a side, hours of rest hatched, the contact across both. */
export function DayBar({ from_unix_ms, to_unix_ms, held, sides }: DayBarProps) {
  const text = useText()
  const format = useFormat()
  const whole = to_unix_ms - from_unix_ms
  const share = (unix_ms: number) => Math.min(1, Math.max(0, (unix_ms - from_unix_ms) / whole))
  const end_ms = held === null ? 0 : held.start_unix_ms + held.duration_min * 60_000
  return (
    <div className="day-bar">
      {sides.map(({ side, rest, notes }) => {
        const { stretches, marks } = side_day(from_unix_ms, to_unix_ms, side.zone, rest)
        const words: string[] = []
        if (held !== null) {
          const [start, end] = [civil_in(held.start_unix_ms, side.zone), civil_in(end_ms, side.zone)]
          words.push(text('day-bar-held', { from: format.time(start), to: format.time(end), day: format.day(start) }))
        }
        if (rest !== null) words.push(text('day-bar-rest', { from: `${rest.from_hour}:00`, to: `${rest.to_hour}:00` }))
        return (
          <div key={side.id} className="day-bar-side">
            <p className="day-bar-name">
              <bdi>{side.name}</bdi>
            </p>
            <div aria-hidden="true">
              <div className="day-bar-track">
                {stretches.map(({ kind, from, to }) => (
                  <div key={from} className={`day-bar-stretch day-bar-stretch-${kind}`} style={place(from, to)} />
                ))}
                {marks.map(({ at, begins_day }) => (
                  <div key={at} className={begins_day ? 'day-bar-mark day-bar-mark-day' : 'day-bar-mark'} style={place(at)} />
                ))}
                {held === null ? null : <div className="day-bar-held" style={place(share(held.start_unix_ms), share(end_ms))} />}
              </div>
              <div className="day-bar-hours">
                {marks
                  .filter(({ at }) => at < LABEL_UNTIL)
                  .map(({ at, civil, begins_day }) => (
                    <span key={at} style={place(at)} className={begins_day ? 'day-bar-begins' : 'day-bar-hour'}>
                      {begins_day ? format.day_month(civil) : format.time(civil)}
                    </span>
                  ))}
              </div>
            </div>
            <p className="day-bar-notes">{format.list([...words, ...notes])}</p>
          </div>
        )
      })}
    </div>
  )
}
