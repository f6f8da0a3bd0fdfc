import type { CardView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Select } from '../../ui/Select'
import { TextField } from '../../ui/TextField'
import { InsideForm } from '../inside/InsideForm'
import { type CardsShown, useCardForm } from './use_cards'

interface CardFormProps {
  shown: CardsShown
  about: string | null
  of: CardView | null
  leave: () => void
  on_done?: (card: string | null) => void
}

/** Drafts a card, or one in the place of another. */
export function CardForm({ shown, about, of, leave, on_done = leave }: CardFormProps) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useCardForm(about, of, on_done)
  return (
    <InsideForm title={text(of === null ? 'card-new' : 'card-redraft')} verb={text('card-sign')} busy={busy} error={error} send={send} leave={leave}>
      {about === null && of === null ? (
        <>
          <Select label={text('about-what')} options={shown.about.options} chosen={draft.about} on_choice={(chosen) => set({ about: chosen })} placeholder={text('choose')} />
          {lacks('about') ? <p className="field-error">{text('problem-about')}</p> : null}
        </>
      ) : null}
      <TextField label={text('card-title')} description={text('card-title-means')} value={draft.title} onChange={(title) => set({ title })} error={lacks('title') ? text('problem-card-title') : null} />
      <TextField label={text('card-text')} description={text('card-text-means')} value={draft.text} onChange={(words) => set({ text: words })} lines error={lacks('text') ? text('problem-words') : null} />
    </InsideForm>
  )
}
