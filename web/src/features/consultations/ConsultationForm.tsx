import type { ConsultationView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { MomentField } from '../../ui/MomentField'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import { type ConsultationsShown, STATES, useConsultationForm } from './use_consultations'

interface ConsultationFormProps {
  shown: ConsultationsShown
  about: string | null
  /** The one of which is said what came of it. */
  of: ConsultationView | null
  leave: () => void
}

/** Enters that people of the side are asked, what they said, or that nobody is. */
export function ConsultationForm({ shown, about, of, leave }: ConsultationFormProps) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useConsultationForm(about, of, leave)
  const states = of === null ? STATES : STATES.filter((state) => state !== 'planned')
  return (
    <InsideForm title={text(of === null ? 'consultation-enter' : 'consultation-answer')} verb={text('consultation-sign')} busy={busy} error={error} send={send} leave={leave}>
      {about === null && of === null ? (
        <>
          <Select label={text('about-what')} options={shown.about.options} chosen={draft.about} on_choice={(chosen) => set({ about: chosen })} placeholder={text('choose')} />
          {lacks('about') ? <p className="field-error">{text('problem-about')}</p> : null}
        </>
      ) : null}
      {of === null ? (
        <TextField label={text('consultation-body')} description={text('consultation-body-means')} value={draft.body} onChange={(body) => set({ body })} error={lacks('body') ? text('problem-body') : null} />
      ) : (
        <p className="kept-title">
          <bdi>{of.body}</bdi>
        </p>
      )}
      <Choice label={text('consultation-state')} options={states.map((key) => ({ key, text: text(`consultation-choose-${key}`) }))} chosen={draft.state} on_choice={(state) => set({ state })} />
      {draft.state === 'none' ? null : (
        <MomentField
          label={text(draft.state === 'planned' ? 'consultation-when-planned' : 'consultation-when-held')}
          value={draft.at}
          on_change={(at) => set({ at })}
          error={lacks('at') ? text('problem-when') : null}
        />
      )}
      <TextField
        label={text(draft.state === 'planned' ? 'consultation-question' : draft.state === 'held' ? 'consultation-said' : 'consultation-why-none')}
        value={draft.text}
        onChange={(words) => set({ text: words })}
        lines
        error={lacks('text') ? text('problem-consultation-text') : null}
      />
    </InsideForm>
  )
}
