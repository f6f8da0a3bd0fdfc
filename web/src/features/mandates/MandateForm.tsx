import type { MandateView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import { type MandatesShown, useMandateForm } from './use_mandates'

interface MandateFormProps {
  shown: MandatesShown
  round: string | null
  of: MandateView | null
  leave: () => void
}

/** Gives a delegation its mandate, or another in its place. */
export function MandateForm({ shown, round, of, leave }: MandateFormProps) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useMandateForm(round, of, leave)
  return (
    <InsideForm title={text(of === null ? 'mandate-give' : 'mandate-change')} verb={text('mandate-sign')} busy={busy} error={error} send={send} leave={leave}>
      {round === null ? (
        <>
          <Select label={text('mandate-round')} options={shown.about.rounds} chosen={draft.round} on_choice={(chosen) => set({ round: chosen })} placeholder={text('choose')} />
          {lacks('round') ? <p className="field-error">{text('problem-round')}</p> : null}
        </>
      ) : null}
      <TextField label={text('mandate-text')} value={draft.text} onChange={(words) => set({ text: words })} lines error={lacks('text') ? text('problem-words') : null} />
      <TextField label={text('mandate-may-agree')} description={text('mandate-lines')} value={draft.may_agree} onChange={(may_agree) => set({ may_agree })} lines />
      <TextField label={text('mandate-refers')} description={text('mandate-lines')} value={draft.refers} onChange={(refers) => set({ refers })} lines />
    </InsideForm>
  )
}
