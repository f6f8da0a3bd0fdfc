import type { ContactView, ItemView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { HardHours } from '../../ui/HardHours'
import { BothMoments } from '../../ui/moment'
import { SendOffer } from '../acting/SendOffer'
import type { ContactForming } from './use_contact_form'

/** A contact's terms, read back before they are signed. */
export function SendContact({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const { draft, other, local, moment, duration, answer_by, changes } = form
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
      <AgendaReadBack form={form} standing={standing} />
      {answer_by === null ? null : (
        <>
          <dt>{text('read-back-answer-by')}</dt>
          <dd>
            <BothMoments unix_ms={answer_by} />
          </dd>
        </>
      )}
    </>
  )
  return (
    <SendOffer form={form} standing={standing} changes={changes.map((change) => text(`change-${change}`))} facts={facts}>
      <p>
        <strong>{when_words(local)}</strong>
      </p>
      {moment === null || !form.asking ? null : <HardHours held={{ start_unix_ms: moment, duration_min: duration ?? 0 }} local={local} />}
    </SendOffer>
  )
}

/** What is talked about, why, and who takes part. */
function AgendaReadBack({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const { draft, carried } = form
  const items = draft.items.map((item) => item.trim()).filter((item) => item !== '')
  const reason = draft.reason.trim()
  return (
    <>
      <dt>{text('agenda')}</dt>
      <dd>
        {draft.agenda_stands ? <StandingItems items={standing?.agenda?.items ?? null} /> : <ItemList items={[...(carried === null ? [] : [text('read-back-carried', { from: carried })]), ...items]} />}
      </dd>
      {draft.agenda_stands || reason === '' ? null : (
        <>
          <dt>{text('form-reason')}</dt>
          <dd>
            <bdi>{reason}</bdi>
          </dd>
        </>
      )}
      {draft.participants.length === 0 ? null : (
        <>
          <dt>{text('participants')}</dt>
          <dd>
            <ItemList items={draft.participants.map(({ own, role, name }) => text('read-back-person', { name: name.trim(), role: text(`role-${role}`), side: own ? form.side.name : form.other.name }))} />
          </dd>
        </>
      )}
    </>
  )
}

function StandingItems({ items }: { items: readonly ItemView[] | null }) {
  const text = useText()
  return (
    <>
      <p>{text('form-agenda-stands')}</p>
      {items === null ? null : <ItemList items={items.map(({ title }) => title)} />}
    </>
  )
}

function ItemList({ items }: { items: readonly string[] }) {
  const text = useText()
  if (items.length === 0) return text('agenda-empty')
  return (
    <ul className="read-back-items">
      {items.map((item, at) => (
        <li key={at}>
          <bdi>{item}</bdi>
        </li>
      ))}
    </ul>
  )
}
