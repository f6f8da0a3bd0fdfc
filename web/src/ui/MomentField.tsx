import { useReady } from '../core/hooks'
import { unix_of_civil } from '../i18n/civil'
import { useText } from '../i18n/text'
import { TextField } from './TextField'
import { useTimeWords } from './Time'
import { useLocals } from './moment'

interface MomentFieldProps {
  label: string
  description?: string
  /** What stands in the field: own civil time, `2021-12-30T23:30`. */
  value: string
  on_change: (value: string) => void
  error?: string | null
}

/** A moment by the own side's clocks, read back in words for both sides. */
export function MomentField({ label, description, value, on_change, error = null }: MomentFieldProps) {
  const text = useText()
  const { side } = useReady()
  const locals = useLocals()
  const words = useTimeWords()
  const unix_ms = unix_of_civil(value, side.zone)
  const wrong = value !== '' && unix_ms === null ? text('moment-never', { side: side.name }) : error
  return (
    <div className="stack-small">
      <TextField
        label={text('moment-by', { label, side: side.name })}
        {...(description === undefined ? {} : { description })}
        type="datetime-local"
        value={value}
        onChange={on_change}
        error={wrong}
      />
      <p aria-live="polite" className="quiet">
        {unix_ms === null ? null : words(locals(unix_ms))}
      </p>
    </div>
  )
}
