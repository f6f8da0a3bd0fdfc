import type { ContactView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { SendOffer } from '../acting/SendOffer'
import type { ContactForming } from './use_contact_form'

/** A contact's terms, read back before they are signed. */
export function SendContact({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const { draft, other, local, duration, changes } = form
  const facts = (
    <>
      <dt>{text('term-medium')}</dt>
      <dd>{text(`medium-means-${draft.medium}`)}</dd>
      <dt>{text('term-public-part')}</dt>
      <dd>{text(`public-part-${draft.public_part}`)}</dd>
      <dt>{text('term-duration')}</dt>
      <dd>{duration === null ? '' : format.minutes(duration)}</dd>
      <dt>{text('term-initiative')}</dt>
      <dd>{text(`initiative-${draft.initiative}`, { side: draft.initiative === 'theirs' ? other.name : form.side.name })}</dd>
    </>
  )
  return (
    <SendOffer form={form} standing={standing} changes={changes.map((change) => text(`change-${change}`))} facts={facts}>
      <p>
        <strong>{when_words(local)}</strong>
      </p>
    </SendOffer>
  )
}
