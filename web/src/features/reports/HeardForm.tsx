import { useText } from '../../i18n/text'
import { useZoneWords } from '../../i18n/when'
import { Button, ButtonLink } from '../../ui/Button'
import { ClockTwice } from '../../ui/ClockTwice'
import { DayField, HourField } from '../../ui/DateTimeFields'
import { ErrorCard } from '../../ui/ErrorCard'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { REPORTED_ACTS } from './entry_draft'
import { useHeard } from './use_entry'

/** An act of the counterpart as somebody told it. It stays within the side. */
export function HeardForm({ about }: { about: string | null }) {
  const text = useText()
  const zone_words = useZoneWords()
  const { draft, set, side, shown, send, busy, error } = useHeard(about)
  const heard_problem = shown('heard') ? 'problem-heard' : shown('heard-to-come') ? 'problem-heard-to-come' : null
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p>{text('heard-means')}</p>
      {error === null ? null : <ErrorCard error={error} />}
      <Select
        label={text('heard-act')}
        options={REPORTED_ACTS.map((act) => ({ key: act, text: text(`heard-act-${act}`) }))}
        chosen={draft.act}
        on_choice={(act) => set({ act })}
      />
      <TextField label={text('heard-of')} value={draft.of} onChange={(of) => set({ of })} error={shown('of') ? text('problem-of') : null} />
      <TextField
        label={text('heard-told-by')}
        value={draft.told_by}
        onChange={(told_by) => set({ told_by })}
        error={shown('told-by') ? text('problem-told-by') : null}
      />
      <TextField
        label={text('heard-source')}
        description={text('heard-source-means')}
        value={draft.source}
        onChange={(source) => set({ source })}
        error={shown('source') ? text('problem-source') : null}
      />
      <div className="stack" role="group" aria-labelledby="heard-when">
        <h2 id="heard-when">{text('heard-when', { zone: zone_words(side.zone) })}</h2>
        <div className="day-and-hour">
          <DayField
            label={text('form-day')}
            day={draft.heard.day}
            on_day={(day) => set({ heard: { ...draft.heard, day } })}
            error={heard_problem === null ? null : text(heard_problem)}
          />
          <HourField label={text('form-hour')} hour={draft.heard.hour} on_hour={(hour) => set({ heard: { ...draft.heard, hour } })} />
        </div>
        <ClockTwice {...draft.heard} zone={side.zone} />
      </div>
      <TextField
        label={text('heard-what')}
        description={text('heard-what-means')}
        value={draft.what}
        onChange={(what) => set({ what })}
        error={shown('what') ? text('problem-what') : null}
      />
      <TextField
        label={text('heard-text')}
        value={draft.text}
        onChange={(words) => set({ text: words })}
        lines
        error={shown('text') ? text('problem-words') : null}
      />
      <div className="stack" role="group" aria-labelledby="heard-date">
        <h2 id="heard-date">{text('heard-date', { zone: zone_words(side.zone) })}</h2>
        <div className="day-and-hour">
          <DayField
            label={text('form-day')}
            day={draft.date.day}
            on_day={(day) => set({ date: { ...draft.date, day } })}
            error={shown('date') ? text('problem-date') : null}
          />
          <HourField label={text('form-hour')} hour={draft.date.hour} on_hour={(hour) => set({ date: { ...draft.date, hour } })} />
        </div>
        <ClockTwice {...draft.date} zone={side.zone} />
      </div>
      <div className="row">
        <Button type="submit" weight="primary" isPending={busy}>
          {text('heard-enter')}
        </Button>
        <ButtonLink href="/contacts">{text('form-leave')}</ButtonLink>
      </div>
    </form>
  )
}
