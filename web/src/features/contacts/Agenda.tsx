import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { AgendaView, ItemView } from '../../core/shapes/contact'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'

export function Items({ items }: { items: readonly ItemView[] }) {
  const text = useText()
  if (items.length === 0) return <p className="quiet">{text('agenda-empty')}</p>
  return (
    <ol className="agenda">
      {items.map(({ title, state, carried_from }, at) => (
        <li key={at}>
          <span className="item-line">
            <bdi>{title}</bdi>
            <StateBadge tone={state === 'closed' ? 'good' : 'plain'}>{text(`item-${state}`)}</StateBadge>
            {carried_from === null ? null : (
              <Link href={place_of('contact', carried_from)} className="contact-link">
                {text('item-carried')}
              </Link>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

export function Agenda({ agenda }: { agenda: AgendaView | null }) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="contact-agenda">
      <h2 id="contact-agenda">{text('agenda')}</h2>
      {agenda === null ? (
        <p className="quiet">{text('agenda-sealed')}</p>
      ) : (
        <>
          {agenda.reason === '' ? null : (
            <p>
              <bdi>{agenda.reason}</bdi>
            </p>
          )}
          <Items items={agenda.items} />
        </>
      )}
    </section>
  )
}

export function Participants({ agenda }: { agenda: AgendaView | null }) {
  const text = useText()
  if (agenda === null || agenda.participants.length === 0) return null
  const sides = [...new Set(agenda.participants.map(({ side }) => side))]
  return (
    <section className="stack" aria-labelledby="contact-participants">
      <h2 id="contact-participants">{text('participants')}</h2>
      {sides.map((side) => (
        <div key={side}>
          <h3>
            <bdi>{side}</bdi>
          </h3>
          <ul className="plain-list">
            {agenda.participants
              .filter((one) => one.side === side)
              .map(({ role, name }, at) => (
                <li key={at}>
                  <bdi>{name}</bdi> <span className="quiet">{text(`role-${role}`)}</span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
