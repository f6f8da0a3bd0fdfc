import type { ReactNode } from 'react'

import { useCoreState } from '../core/hooks'
import type { LocalView } from '../core/shapes/time'
import { days_between, short_offset, useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { useDayWords } from './day_words'
import './time.css'

/** Where clocks show it. A browser's own clock isn't said to be the capital's. */
function usePlaceWords(): (side: string) => ReactNode {
  const text = useText()
  const state = useCoreState()
  const by_browser = state.at === 'ready' && state.side.assumed === true ? state.side.name : null
  return (side) =>
    side === by_browser ? (
      text('time-by-browser')
    ) : (
      <>
        {text('time-in')} <bdi>{side}</bdi>
      </>
    )
}

interface BothTimesProps {
  /** The own side first. */
  local: readonly LocalView[]
  great?: boolean
}

/** A moment in both sides' time, each with its day, zone and how the days stand to each other. */
export function BothTimes({ local, great = false }: BothTimesProps) {
  const text = useText()
  const format = useFormat()
  const day_words = useDayWords()
  const place = usePlaceWords()
  const own = local[0]
  return (
    <div className={great ? 'both-times both-times-great' : 'both-times'}>
      {local.map(({ side, zone, civil, offset }, at) => {
        const day = format.day(civil)
        const stands = at === 0 || own === undefined ? null : day_words(days_between(own.civil, civil))
        return (
          <p key={side} className="both-times-side">
            <span className="both-times-time">{format.time(civil)}</span>{' '}
            <span className="both-times-place">{place(side)}</span>{' '}
            <span className="quiet">
              {stands === null
                ? text(zone === short_offset(offset) ? 'time-day-utc' : 'time-day', { day, offset: short_offset(offset), zone })
                : text('time-day-stands', { day, stands, offset: short_offset(offset), zone })}
            </span>
          </p>
        )
      })}
    </div>
  )
}

/** The same as one sentence, to be read out or announced. */
export function useTimeWords(): (local: readonly LocalView[]) => string {
  const text = useText()
  const format = useFormat()
  return (local) =>
    format.list(local.map(({ side, civil }) => text('time-words', { time: format.time(civil), day: format.day(civil), side })))
}

/** In a list: short, in both sides' time; the other's date where it isn't the own. */
export function ShortTimes({ local }: { local: readonly LocalView[] }) {
  const text = useText()
  const format = useFormat()
  const place = usePlaceWords()
  const own = local[0]
  return local.map(({ side, civil, offset }, at) => {
    const dated = own === undefined || at === 0 || days_between(own.civil, civil) !== 0
    return (
      <span key={side}>
        {at === 0 ? null : text('times-between')}
        <time dateTime={`${civil}${offset}`}>{dated ? `${format.short_day(civil)}, ${format.time(civil)}` : format.time(civil)}</time> {place(side)}
      </span>
    )
  })
}

interface OwnTimeProps {
  local: readonly LocalView[]
}

/** In a list: own time in short, with the date. */
export function OwnTime({ local }: OwnTimeProps) {
  const format = useFormat()
  const own = local[0]
  if (own === undefined) return null
  return (
    <time dateTime={`${own.civil}${own.offset}`}>
      {format.short_day(own.civil)}, {format.time(own.civil)}
    </time>
  )
}
