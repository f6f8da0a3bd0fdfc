import { type CalendarDate, type Time, parseDate, parseTime } from '@internationalized/date'
import { DateField as AriaDateField, DateInput, DateSegment, FieldError, Label, Text, TimeField as AriaTimeField } from 'react-aria-components'

import './field.css'
import './date_time_fields.css'

interface DayFieldProps {
  label: string
  description?: string
  error?: string | null
  /** `2021-12-30`. */
  day: string | null
  on_day: (day: string | null) => void
}

function parsed<T>(text: string | null, parse: (text: string) => T): T | null {
  if (text === null) return null
  try {
    return parse(text)
  } catch {
    return null
  }
}

/** A day, its parts in the order of the language; each part is typed or turned with the arrow keys. */
export function DayField({ label, description, error, day, on_day }: DayFieldProps) {
  const invalid = error !== undefined && error !== null
  return (
    <AriaDateField<CalendarDate>
      className="field"
      value={parsed(day, parseDate)}
      onChange={(value) => on_day(value === null ? null : value.toString())}
      granularity="day"
      shouldForceLeadingZeros
      isInvalid={invalid}
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <DateInput className="field-input date-input">{(segment) => <DateSegment segment={segment} className="date-segment" />}</DateInput>
      {invalid ? <FieldError className="field-error">{error}</FieldError> : null}
    </AriaDateField>
  )
}

interface HourFieldProps extends Omit<DayFieldProps, 'day' | 'on_day'> {
  /** `23:30`. */
  hour: string | null
  on_hour: (hour: string | null) => void
}

/** A time of day, always on 24 hours. */
export function HourField({ label, description, error, hour, on_hour }: HourFieldProps) {
  const invalid = error !== undefined && error !== null
  return (
    <AriaTimeField<Time>
      className="field"
      value={parsed(hour, parseTime)}
      onChange={(value) => on_hour(value === null ? null : value.toString().slice(0, 5))}
      hourCycle={24}
      granularity="minute"
      shouldForceLeadingZeros
      isInvalid={invalid}
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <DateInput className="field-input date-input">{(segment) => <DateSegment segment={segment} className="date-segment" />}</DateInput>
      {invalid ? <FieldError className="field-error">{error}</FieldError> : null}
    </AriaTimeField>
  )
}
