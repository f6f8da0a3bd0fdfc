import { useState } from 'react'

import { useReady } from '../core/hooks'
import { useText } from '../i18n/text'
import { useWhenWords } from '../i18n/when'
import { DayField, HourField } from './DateTimeFields'
import { useLocals } from './moment'
import { type Twice, resolve_civil, unix_of_civil } from '../i18n/civil'
import { parts_of } from './moment_value'

interface MomentFieldProps {
  label: string
  description?: string
  /** What stands in the fields: own civil time, `2021-12-30T23:30`; a half of it while it is being typed; empty. */
  value: string
  on_change: (value: string) => void
  error?: string | null
  /** Of a time that clocks show twice; said beside the field. */
  twice?: Twice
}

/** A moment by the own side's clocks, day and time apart, read back in words for both sides. */
export function MomentField({ label, description, value, on_change, error = null, twice = 'first' }: MomentFieldProps) {
  const text = useText()
  const { side } = useReady()
  const locals = useLocals()
  const words = useWhenWords()
  const { day, hour } = parts_of(value)
  // The other field is filled in from here when only one was typed.
  const [touched, setTouched] = useState(false)
  const change = (part: { day?: string | null; hour?: string | null }) => {
    setTouched(true)
    const next = { day, hour, ...part }
    on_change(next.day === null && next.hour === null ? '' : `${next.day ?? ''}T${next.hour ?? ''}`)
  }
  const resolved = day !== null && hour !== null ? resolve_civil(`${day}T${hour}`, side.zone) : null
  const at = unix_of_civil(value, side.zone, twice)
  const wrong = resolved?.is === 'gap' ? text('moment-never', { side: side.name }) : error
  return (
    <div role="group" aria-label={label} className="stack-small">
      <div className="day-and-hour">
        <DayField label={text('moment-day', { label, side: side.name })} day={day} on_day={(chosen) => change({ day: chosen })} error={wrong} />
        <HourField label={text('moment-hour')} hour={hour} on_hour={(chosen) => change({ hour: chosen })} />
      </div>
      {description === undefined ? null : <p className="field-description">{description}</p>}
      <p aria-live={touched ? 'polite' : 'off'} className="quiet">
        {at === null ? null : words(locals(at))}
        {resolved?.is === 'overlap' ? ` ${text(`moment-twice-${twice}`)}` : null}
      </p>
    </div>
  )
}
