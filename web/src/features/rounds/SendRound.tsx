import type { RoundView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { SendOffer } from '../acting/SendOffer'
import { useDatesInWords } from './round_dates'
import type { RoundForming } from './use_round_form'

/** A round's terms, read back before they are signed. */
export function SendRound({ form, standing }: { form: RoundForming; standing: RoundView | null }) {
  const text = useText()
  const format = useFormat()
  const dates_in_words = useDatesInWords()
  const { draft, local, changes } = form
  const items = draft.items.map((item) => item.trim()).filter((item) => item !== '')
  const facts = (
    <>
      <dt>{text('round-dates')}</dt>
      <dd>{text(`date-${draft.dates}`)}</dd>
      <dt>{text('round-format')}</dt>
      <dd>{text(`round-format-${draft.format}`)}</dd>
      {draft.items_stand || items.length === 0 ? null : (
        <>
          <dt>{text('agenda')}</dt>
          <dd>
            <bdi>{format.list(items)}</bdi>
          </dd>
        </>
      )}
    </>
  )
  return (
    <SendOffer form={form} standing={standing} changes={changes.map((change) => text(`round-change-${change}`))} facts={facts}>
      <p>
        <strong>
          <bdi>{draft.title}</bdi>
        </strong>
      </p>
      <ul className="plain-list">
        {dates_in_words(local).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </SendOffer>
  )
}
