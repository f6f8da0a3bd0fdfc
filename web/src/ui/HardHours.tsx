import type { LocalView } from '../core/shapes/time'
import { useFormat } from '../i18n/format'
import { useText } from '../i18n/text'
import { Sign } from './Sign'
import { REST_FROM_HOUR, REST_UNTIL_HOUR } from './days_shown'
import { type HardHour, hard_hours } from './hard_hours'
import { useNow } from './now'
import { type Held, useDays } from './use_days'
import './hard_hours.css'

interface HardHoursProps {
  held: Held
  /** By both sides' clocks, the own first. */
  local: readonly LocalView[]
}

/** In words, before something is signed: hours of rest, holidays and changed clocks of either capital. Forbids nothing. */
export function HardHours({ held, local }: HardHoursProps) {
  const text = useText()
  const in_words = useHardHourWords()
  const { days, error } = useDays(local[0]?.civil.slice(0, 10) ?? '', local, held)
  const now = useNow()
  if (error !== null) return <p>{text('hard-hours-unknown')}</p>
  const found = days === null ? [] : hard_hours(days, held, now)
  if (found.length === 0) return null
  return (
    <div className="hard-hours">
      <Sign tone="warn" />
      <ul>
        {found.map((one) => {
          const words = in_words(one)
          return <li key={words}>{words}</li>
        })}
      </ul>
    </div>
  )
}

function useHardHourWords(): (hour: HardHour) => string {
  const text = useText()
  const format = useFormat()
  return (hour) => {
    const { side } = hour
    switch (hour.is) {
      case 'rest':
      case 'rest-into': {
        const clock = (at: number) => format.time(`2000-01-01T${String(at).padStart(2, '0')}:00`)
        const told = { side, time: format.time(hour.civil) }
        if (hour.is === 'rest-into') return text(hour.usual ? 'hard-rest-into-usual' : 'hard-rest-into', told)
        return hour.usual ? text('hard-rest-usual', { ...told, from: clock(REST_FROM_HOUR), to: clock(REST_UNTIL_HOUR) }) : text('hard-rest', told)
      }
      case 'holiday':
        return text('hard-holiday', { side, name: hour.name, day: format.day(`${hour.date}T00:00`) })
      case 'clocks':
        return text(hour.during ? 'hard-clocks-during' : 'hard-clocks', { side, day: format.day(hour.after), from: format.time(hour.before), to: format.time(hour.after) })
    }
  }
}
