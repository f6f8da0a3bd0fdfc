import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { RoundAgendaFields } from './RoundAgendaFields'
import { RoundDateFields } from './RoundDateFields'
import { SendRound } from './SendRound'
import { SessionFields } from './SessionFields'
import { FORMATS } from './round_draft'
import type { RoundForming } from './use_round_form'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

const NO_TRACK = 'none'

/** From place and dates to the signature, in the order in which it is thought. */
export function RoundForm({ form, standing }: { form: RoundForming; standing: RoundView | null }) {
  const text = useText()
  const { draft, set, shown, tracks } = form
  return (
    <form
      className="stack form-of-contact"
      onSubmit={(event) => {
        event.preventDefault()
        form.check()
      }}
    >
      <TextField label={text('round-title')} value={draft.title} onChange={(title) => set({ title })} error={shown('title') ? text('problem-words') : null} />
      <RoundDateFields form={form} />
      <section className="stack" aria-labelledby="form-how">
        <h2 id="form-how">{text('form-how')}</h2>
        <Choice
          label={text('round-dates')}
          options={[
            { key: 'movable', text: text('date-movable') },
            { key: 'fixed', text: text('round-dates-fixed') },
          ]}
          chosen={draft.dates}
          on_choice={(dates) => set({ dates })}
        />
        <Select
          label={text('round-format')}
          options={FORMATS.map((key) => ({ key, text: text(`round-format-${key}`) }))}
          chosen={draft.format}
          on_choice={(format) => set({ format })}
        />
        {standing !== null || tracks.length === 0 ? null : (
          <Select
            label={text('round-track')}
            options={[{ key: NO_TRACK, text: text('round-track-none') }, ...tracks.map(({ track, title }) => ({ key: track, text: title ?? text('track-untitled') }))]}
            chosen={draft.track ?? NO_TRACK}
            on_choice={(key) => set({ track: key === NO_TRACK ? null : key })}
          />
        )}
      </section>
      <RoundAgendaFields form={form} standing={standing} />
      <SessionFields form={form} standing={standing} />
      <TextField label={text('round-reason')} description={text('round-reason-means')} value={draft.reason} onChange={(reason) => set({ reason })} lines />
      <MomentField
        label={text('answer-by')}
        description={text('form-answer-by-means')}
        value={draft.answer_by}
        on_change={(answer_by) => set({ answer_by })}
        error={shown('answer-by') ? text('problem-answer-by') : shown('answer-by-past') ? text('problem-answer-by-past') : null}
      />
      {form.problems.some((problem) => shown(problem)) ? (
        <p role="alert" className="field-error">
          {text('form-incomplete')}
        </p>
      ) : null}
      {form.unchanged ? (
        <p role="alert" className="field-error">
          {text('counter-unchanged')}
        </p>
      ) : null}
      <div className="row">
        <Button type="submit" weight="primary">
          {text('form-check')}
        </Button>
        <ButtonLink href={standing === null ? '/rounds' : `/rounds/${encodeURIComponent(standing.round)}`}>{text('form-leave')}</ButtonLink>
      </div>
      <SendRound form={form} standing={standing} />
    </form>
  )
}
