import { DayField, HourField } from './DateTimeFields'
import { parts_of } from './moment_value'

interface CivilFieldProps {
  /** Of both together; each says besides what it is. */
  label: string
  day_label: string
  hour_label: string
  /** What clocks somewhere show, `2021-12-30T23:30`; a half of it while it is being typed; empty. */
  value: string
  on_change: (value: string) => void
  error?: string | null
}

/** A day and a time by the clocks of some place, which the label names. */
export function CivilField({ label, day_label, hour_label, value, on_change, error = null }: CivilFieldProps) {
  const { day, hour } = parts_of(value)
  const change = (part: { day?: string | null; hour?: string | null }) => {
    const next = { day, hour, ...part }
    on_change(next.day === null && next.hour === null ? '' : `${next.day ?? ''}T${next.hour ?? ''}`)
  }
  return (
    <div role="group" aria-label={label} className="day-and-hour">
      <DayField label={day_label} day={day} on_day={(chosen) => change({ day: chosen })} error={error} />
      <HourField label={hour_label} hour={hour} on_hour={(chosen) => change({ hour: chosen })} />
    </div>
  )
}
