import { useText } from '../../i18n/text'
import { useZoneWords } from '../../i18n/when'
import { CivilField } from '../../ui/CivilField'
import { ClockTwice } from '../../ui/ClockTwice'
import { DayBar } from '../../ui/DayBar'
import { ErrorCard } from '../../ui/ErrorCard'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { parts_of } from '../../ui/moment_value'
import { useDays } from '../../ui/use_days'
import { ZONES } from '../../ui/zones'
import { useDatesInWords } from './round_dates'
import type { RoundForming } from './use_round_form'

/** Where, and from when to when: by the place's clocks, seen beside both capitals' days, read back in words. */
export function RoundDateFields({ form }: { form: RoundForming }) {
  const text = useText()
  const zone_words = useZoneWords()
  const dates_in_words = useDatesInWords()
  const { draft, set, shown, local, is_past } = form
  const zone = draft.place_zone
  const clocks = zone === null ? text('round-clocks-of-place') : zone_words(zone)
  return (
    <section className="stack" aria-labelledby="form-when">
      <h2 id="form-when">{text('round-when')}</h2>
      <TextField label={text('round-place')} value={draft.place} onChange={(place) => set({ place })} error={shown('place') ? text('problem-words') : null} />
      <Select label={text('round-place-zone')} options={ZONES} chosen={zone} on_choice={(place_zone) => set({ place_zone })} placeholder={text('choose')} />
      {shown('place-zone') ? <p className="field-error">{text('problem-place-zone')}</p> : null}
      <ZoneFields form={form} />
      <CivilField
        label={text('round-begins', { clocks })}
        day_label={text('round-first-day')}
        hour_label={text('round-begins', { clocks })}
        value={draft.start}
        // Most rounds are over on the day on which they begin.
        on_change={(start) => set(draft.end === '' && parts_of(start).day !== null ? { start, end: `${parts_of(start).day ?? ''}T` } : { start })}
        error={shown('start') ? text('problem-round-moment') : null}
      />
      <CivilField
        label={text('round-ends', { clocks })}
        day_label={text('round-last-day')}
        hour_label={text('round-ends', { clocks })}
        value={draft.end}
        on_change={(end) => set({ end })}
        error={shown('end') ? text('problem-round-moment') : shown('end-first') ? text('problem-round-ends-first') : null}
      />
      {zone === null ? null : [draft.start, draft.end].map((civil, at) => <ClockTwice key={at} {...parts_of(civil)} zone={zone} />)}
      <Days form={form} />
      <div role="status" className="read-back">
        {local.length === 0 ? null : (
          <ul className="plain-list">
            {dates_in_words(local).map((words, at) => (
              <li key={words}>{at === 0 ? <strong>{words}</strong> : words}</li>
            ))}
          </ul>
        )}
        {is_past ? (
          <p>
            <StateBadge tone="warn">{text('form-past')}</StateBadge>
          </p>
        ) : null}
      </div>
    </section>
  )
}

function ZoneFields({ form }: { form: RoundForming }) {
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

function Days({ form: { days, stretch } }: { form: RoundForming }) {
  return days === null || stretch === null ? null : <FirstDay {...days} stretch={stretch} />
}

/** What goes on past the second day's end is said in words alone. */
function FirstDay({ date, sides, stretch }: NonNullable<RoundForming['days']> & { stretch: NonNullable<RoundForming['stretch']> }) {
  const held = { start_unix_ms: stretch.start_unix_ms, duration_min: (stretch.end_unix_ms - stretch.start_unix_ms) / 60_000 }
  const { days, error } = useDays(date, sides, held)
  if (error !== null) return <ErrorCard error={error} />
  return days === null ? null : <DayBar days={days} held={held} />
}
