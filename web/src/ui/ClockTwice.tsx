import { resolve_civil } from '../i18n/civil'
import { useText } from '../i18n/text'

interface ClockTwiceProps {
  day: string | null
  hour: string | null
  zone: string
}

/** Below a day and a time that clocks which go back show twice: that the first is meant. */
export function ClockTwice({ day, hour, zone }: ClockTwiceProps) {
  const text = useText()
  if (day === null || hour === null || resolve_civil(`${day}T${hour}`, zone).is !== 'overlap') return null
  return (
    <p role="status" className="quiet">
      {text('moment-twice-first')}
    </p>
  )
}
