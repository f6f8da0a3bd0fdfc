import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useWhenWords, useZoneWords } from '../../i18n/when'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { DayField, HourField } from '../../ui/DateTimeFields'
import { DayBar } from '../../ui/DayBar'
import { ErrorCard } from '../../ui/ErrorCard'
import { HardHours } from '../../ui/HardHours'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { useDays } from '../../ui/use_days'
import { ZONES } from '../../ui/zones'
import type { ContactForming } from './use_contact_form'

/** The moment: typed in the own capital's time, seen on both days, read back in words. */
export function StartFields({ form }: { form: ContactForming }) {
  const text = useText()
  const zone_words = useZoneWords()
  const when_words = useWhenWords()
  const { draft, set, side, local, shown, is_past } = form
  return (
    <section className="stack" aria-labelledby="form-when">
      <h2 id="form-when">{text('form-when', { side: side.name, zone: zone_words(side.zone) })}</h2>
      <ZoneFields form={form} />
      <div className="day-and-hour">
        <DayField label={text('form-day')} day={draft.day} on_day={(day) => set({ day })} error={shown('day') ? text('problem-day') : null} />
        <HourField label={text('form-hour')} hour={draft.hour} on_hour={(hour) => set({ hour })} error={shown('hour') ? text('problem-hour') : null} />
      </div>
      <ClockQuestion form={form} />
      {draft.day === null ? null : <Days form={form} day={draft.day} />}
      <div role="status" className="read-back">
        {local.length === 0 ? null : (
          <>
            <p>
              <strong>{when_words(local)}</strong>
            </p>
            <Hard form={form} />
            {is_past ? (
              <p>
                <StateBadge tone="warn">{text('form-past')}</StateBadge>
              </p>
            ) : null}
          </>
        )}
      </div>
    </section>
  )
}

function Hard({ form }: { form: ContactForming }) {
  const { moment, duration, local, is_past } = form
  return moment === null || is_past ? null : <HardHours held={{ start_unix_ms: moment, duration_min: duration ?? 0 }} local={local} />
}

/** Clocks that skip the time, or show it twice. */
function ClockQuestion({ form }: { form: ContactForming }) {
  const text = useText()
  const format = useFormat()
  const { draft, set, start, shown, side } = form
  if (start?.is === 'gap') {
    return (
      <div role="alert" className="card stack">
        <p>{text('form-gap', { time: draft.hour ?? '', side: side.name })}</p>
        <div className="row">
          {[start.before, start.after].map((civil) => (
            <Button key={civil} onPress={() => set({ day: civil.slice(0, 10), hour: civil.slice(11, 16) })}>
              {text('form-gap-take', { time: format.time(civil) })}
            </Button>
          ))}
        </div>
      </div>
    )
  }
  if (start?.is !== 'overlap') return null
  return (
    <div className="card stack">
      <Choice
        label={text('form-overlap', { time: draft.hour ?? '', side: side.name })}
        options={[
          { key: 'earlier', text: text('form-overlap-earlier') },
          { key: 'later', text: text('form-overlap-later') },
        ]}
        chosen={draft.reading}
        on_choice={(reading) => set({ reading })}
      />
      {shown('overlap') ? <p className="field-error">{text('problem-overlap')}</p> : null}
    </div>
  )
}

function ZoneFields({ form }: { form: ContactForming }) {
  const text = useText()
  const { zones, side, other, shown } = form
  if (zones === null) return null
  return (
    <div className="stack">
      <p>{text('form-zones')}</p>
      <Select label={text('form-zone-of', { side: side.name })} options={ZONES} chosen={zones.own} on_choice={zones.setOwn} placeholder={text('choose')} />
      <Select label={text('form-zone-of', { side: other.name })} options={ZONES} chosen={zones.other} on_choice={zones.setOther} placeholder={text('choose')} />
      {shown('zone') ? <p className="field-error">{text('problem-zone')}</p> : null}
    </div>
  )
}

function Days({ form, day }: { form: ContactForming; day: string }) {
  const { moment, duration, side, other } = form
  const held = moment === null ? null : { start_unix_ms: moment, duration_min: duration ?? 0 }
  const sides = other.name === '' || other.zone === '' ? [side] : [side, other]
  const { days, error } = useDays(day, sides.map(({ name, zone }) => ({ side: name, zone })), held)
  if (error !== null) return <ErrorCard error={error} />
  return days === null ? null : <DayBar days={days} held={held} />
}
