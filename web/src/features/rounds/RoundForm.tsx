import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { FormFoot } from '../acting/FormFoot'
import { AgendaChoice } from '../contacts/AgendaChoice'
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
  const terms = standing?.amendment ?? standing?.terms ?? null
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
      <section className="stack" aria-labelledby="form-agenda">
        <AgendaChoice
          countered={standing !== null}
          stands={draft.items_stand}
          on_stands={(items_stand) => set({ items_stand })}
          standing={terms?.items ?? []}
          items={draft.items}
          on_items={(items) => set({ items })}
          earlier={form.earlier}
          carried={draft.carry_over}
          on_carried={(carry_over) => set({ carry_over })}
          side={form.side}
        />
      </section>
      <SessionFields form={form} standing={standing} />
      <TextField label={text('round-reason')} description={text('round-reason-means')} value={draft.reason} onChange={(reason) => set({ reason })} lines />
      <MomentField
        label={text('answer-by')}
        description={text('form-answer-by-means')}
        value={draft.answer_by}
        on_change={(answer_by) => set({ answer_by })}
        error={shown('answer-by') ? text('problem-answer-by') : shown('answer-by-past') ? text('problem-answer-by-past') : null}
      />
      <FormFoot incomplete={form.problems.some((problem) => shown(problem))} unchanged={form.unchanged} leave={standing === null ? '/rounds' : `/rounds/${encodeURIComponent(standing.round)}`} />
      <SendRound form={form} standing={standing} />
    </form>
  )
}
