import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { Checkbox, Choice } from '../../ui/Choice'
import { ClockTwice } from '../../ui/ClockTwice'
import { DayField, HourField } from '../../ui/DateTimeFields'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import { useHeld } from './use_entry'

export function HeldForm() {
  const text = useText()
  const { draft, set, side, shown, send, busy, error } = useHeld()
  const day_problem = shown('day') ? 'problem-day' : shown('to-come') ? 'problem-to-come' : shown('moment') ? 'problem-moment' : null
  const item = (at: number, more: Partial<(typeof draft.items)[number]>) =>
    set({ items: draft.items.map((one, place) => (place === at ? { ...one, ...more } : one)) })
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <p>{text('held-means')}</p>
      {error === null ? null : <ErrorCard error={error} />}
      <div className="day-and-hour">
        <DayField
          label={text('held-day', { side: side.name })}
          day={draft.day}
          on_day={(day) => set({ day })}
          error={day_problem === null ? null : text(day_problem)}
        />
        <HourField label={text('form-hour')} hour={draft.hour} on_hour={(hour) => set({ hour })} error={shown('hour') ? text('problem-hour') : null} />
      </div>
      <ClockTwice day={draft.day} hour={draft.hour} zone={side.zone} />
      <TextField
        label={text('held-duration')}
        value={draft.duration}
        onChange={(duration) => set({ duration })}
        inputMode="numeric"
        error={shown('duration') ? text('problem-duration') : null}
      />
      <Choice
        label={text('term-medium')}
        options={[
          { key: 'phone-call', text: text('medium-phone-call') },
          { key: 'videoconference', text: text('medium-videoconference') },
        ]}
        chosen={draft.medium}
        on_choice={(medium) => set({ medium, public_part: medium === 'phone-call' ? 'none' : 'opening' })}
      />
      <Choice
        label={text('term-public-part')}
        options={[
          { key: 'none', text: text('held-public-none') },
          { key: 'opening', text: text('held-public-opening') },
        ]}
        chosen={draft.public_part}
        on_choice={(public_part) => set({ public_part })}
      />
      <section className="stack" aria-labelledby="held-items">
        <h2 id="held-items">{text('held-items')}</h2>
        {draft.items.map(({ title, closed }, at) => (
          <div key={at} className="row form-line">
            <TextField label={text('form-item', { number: at + 1 })} value={title} onChange={(value) => item(at, { title: value })} />
            <Checkbox on={closed} on_change={(on) => item(at, { closed: on })}>
              {text('held-item-closed')}
            </Checkbox>
          </div>
        ))}
        <div>
          <Button onPress={() => set({ items: [...draft.items, { title: '', closed: false }] })}>{text('form-item-add')}</Button>
        </div>
      </section>
      <TextField label={text('held-known')} value={draft.reason} onChange={(reason) => set({ reason })} lines />
      <div className="row">
        <Button type="submit" weight="primary" isPending={busy}>
          {text('held-sign')}
        </Button>
        <ButtonLink href="/contacts">{text('form-leave')}</ButtonLink>
      </div>
    </form>
  )
}
