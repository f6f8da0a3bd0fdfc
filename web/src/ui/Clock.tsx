import type { SideName } from '../core/core'
import { civil_in, days_between, offset_in, short_offset, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { useDayWords } from './day_words'
import { useNow } from './now'
import './clock.css'

interface ClocksProps {
  /** The own side first: the others' days are told from its day. */
  sides: readonly SideName[]
  size?: 'small' | 'usual' | 'great'
}

/** What time it is in both capitals. */
export function Clocks({ sides, size = 'usual' }: ClocksProps) {
  const text = useText()
  const format = useFormat()
  const day_words = useDayWords()
  const now = useNow()
  const [first] = sides
  const own = first === undefined ? null : civil_in(now, first.zone)
  return (
    <div role="group" aria-label={text('clocks')} className={`clocks clocks-${size}`}>
      {sides.map(({ id, name, zone, assumed }, at) => {
        const civil = civil_in(now, zone)
        const offset = short_offset(offset_in(now, zone))
        const day = at === 0 || own === null ? format.day(civil) : day_words(days_between(own, civil))
        return (
          <p key={id} className="clock">
            <bdi className="clock-side">{assumed === true ? text('clock-browser') : name}</bdi> <time className="clock-time">{format.time(civil)}</time>{' '}
            {size === 'small' && at === 0 ? null : <span className={at > 0 && own !== null && days_between(own, civil) === 0 ? 'clock-day clock-day-same' : 'clock-day'}>{size === 'small' ? day : text('clock-day', { day, offset })}</span>}
          </p>
        )
      })}
    </div>
  )
}
