import { place_of } from '../../app/places'
import type { MinutesView, RoundView } from '../../core/generated/views'
import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { CounterPage, Moved, useFirst } from '../acting/CounterPage'
import { FormFoot } from '../acting/FormFoot'
import { OUTCOMES } from './minutes_draft'
import { useMinutes } from './use_minutes'
import { useMinutesForm } from './use_minutes_form'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

export function DraftMinutesScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const round = useView('round', { round: params['round'] ?? '' })
  const { data } = round
  return (
    <CounterPage title={text('minutes-draft')} of={round}>
      {data === null ? null : data.terms === null ? <p>{text('round-sealed')}</p> : <Form key={data.round} round={data} before={null} />}
    </CounterPage>
  )
}

export function CounterMinutesScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const minutes = useMinutes(params['minutes'] ?? '')
  const { view } = minutes
  return (
    <CounterPage title={text('text-counter')} of={minutes}>
      {view === null ? null : view.text === null || view.round === null ? <p>{text('paper-sealed')}</p> : <Standing key={view.minutes} view={view} round={view.round} />}
    </CounterPage>
  )
}

function Standing({ view, round: of_round }: { view: MinutesView; round: string }) {
  const text = useText()
  const { first, moved } = useFirst(view)
  const { data: round, error } = useView('round', { round: of_round })
  return (
    <>
      <Moved moved={moved} headline={text('text-moved')} back={place_of('minutes', view.minutes)} />
      {error === null ? null : <ErrorCard error={error} />}
      {round === null ? null : <Form round={round} before={first} />}
    </>
  )
}

/** Title, words, and an outcome for every item. */
function Form({ round, before }: { round: RoundView; before: MinutesView | null }) {
  const text = useText()
  const form = useMinutesForm(round, before)
  const { draft, set, set_outcome, shown, other } = form
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        form.check()
      }}
    >
      <TextField label={text('paper-title')} value={draft.title} onChange={(title) => set({ title })} error={shown('title') ? text('problem-words') : null} />
      <TextField
        label={text('paper-text')}
        description={text('minutes-text-means')}
        value={draft.text}
        onChange={(words) => set({ text: words })}
        error={shown('text') ? text('problem-words') : null}
        lines
      />
      <section className="stack" aria-labelledby="form-outcomes">
        <h2 id="form-outcomes">{text('outcomes')}</h2>
        {draft.outcomes.length === 0 ? <p className="quiet">{text('agenda-empty')}</p> : null}
        {draft.outcomes.map(({ item, outcome, text: words }, at) => (
          <div key={at} className="card stack" role="group" aria-labelledby={`outcome-${at}`}>
            <h3 id={`outcome-${at}`}>
              <bdi>{item}</bdi>
            </h3>
            <Select
              label={text('outcome')}
              options={OUTCOMES.map((key) => ({ key, text: text(`outcome-${key}`) }))}
              chosen={outcome}
              on_choice={(chosen) => set_outcome(at, { outcome: chosen })}
              placeholder={text('choose')}
            />
            {shown('outcome') && outcome === null ? <p className="field-error">{text('problem-outcome')}</p> : null}
            <TextField label={text('outcome-words')} value={words} onChange={(said) => set_outcome(at, { text: said })} lines />
          </div>
        ))}
      </section>
      <FormFoot incomplete={form.incomplete} unchanged={form.unchanged} leave={before === null ? place_of('round', round.round) : place_of('minutes', before.minutes)} />
      <Confirm
        title={text(before === null ? 'minutes-ask-offer' : 'minutes-ask-counter')}
        open={form.asking}
        on_close={form.close}
        verb={text('propose-sign')}
        weight="primary"
        busy={form.busy}
        on_confirm={() => void form.send()}
      >
        {form.error === null ? null : <ErrorCard error={form.error} />}
        <p>
          <strong>
            <bdi>{draft.title}</bdi>
          </strong>
        </p>
        <ul className="plain-list">
          {draft.outcomes.map(({ item, outcome }, at) => (
            <li key={at} className="item-line">
              <bdi>{item}</bdi>
              <span className="quiet">{outcome === null ? '' : text(`outcome-${outcome}`)}</span>
            </li>
          ))}
        </ul>
        <p>{text(before === null ? 'propose-means' : 'counter-means', { other })}</p>
      </Confirm>
    </form>
  )
}
