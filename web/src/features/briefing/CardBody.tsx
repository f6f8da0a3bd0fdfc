import type { CardView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import type { CardsShown } from './use_cards'
import { tone_of_card } from './use_cards'

/** A card's words, with how far it came. */
export function CardBody({ card, shown }: { card: CardView; shown: Pick<CardsShown, 'colleagues'> }) {
  const text = useText()
  const said = [
    { what: 'card-reviewed-by', one: card.reviewed },
    { what: 'card-approved-by', one: card.approved },
  ]
  return (
    <>
      <p>
        <StateBadge tone={tone_of_card(card.state)}>{text(`card-${card.state}`)}</StateBadge>
      </p>
      <p className="kept-text">
        <bdi>{card.text}</bdi>
      </p>
      {said.map(({ what, one }) =>
        one === null ? null : (
          <div key={what} className="stack-small">
            <p className="quiet">
              {text(what)} <bdi>{shown.colleagues.name_of(one.by)}</bdi>, <Moment unix_ms={one.at_unix_ms} />
            </p>
            {one.remarks === '' ? null : (
              <blockquote className="words-of">
                <bdi>{one.remarks}</bdi>
              </blockquote>
            )}
          </div>
        ),
      )}
    </>
  )
}
