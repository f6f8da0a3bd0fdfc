import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { CardView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { AboutLine, SignedBy } from '../inside/Entry'
import { InsideParts } from '../inside/InsideParts'
import { Opens } from '../inside/InsideForm'
import { CardForm } from './CardForm'
import { type CardsShown, tone_of_card, useCards } from './use_cards'
import '../contacts/contacts.css'

/** Cards that somebody has before the eyes in a contact. */
export function CardListScreen() {
  const text = useText()
  const { go } = usePlace()
  const shown = useCards()
  const { cards, briefs, empty, error, loading, again } = shown
  return (
    <Page title={text('cards')} narrow>
      <InsideParts />
      <p className="quiet">{text('cards-means')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {briefs ? (
        <Opens verb={text('card-new')} weight="primary">
          {(close) => <CardForm shown={shown} about={null} of={null} leave={close} on_done={(card) => (card === null ? close() : go(place_of('briefing', card)))} />}
        </Opens>
      ) : null}
      {empty ? <Empty>{text('cards-none')}</Empty> : null}
      <ul className="kept-list">
        {cards.map((card) => (
          <li key={card.record}>
            <CardLine card={card} shown={shown} />
          </li>
        ))}
      </ul>
    </Page>
  )
}

function CardLine({ card, shown }: { card: CardView; shown: CardsShown }) {
  const text = useText()
  const step = shown.step_of(card)
  return (
    <article className={step === 'review' || step === 'approve' ? 'kept kept-waits' : 'kept'}>
      <div className="kept-head">
        <h2>
          <Link href={place_of('briefing', card.record)} className="contact-link">
            <bdi>{card.title === '' ? text('card-untitled') : card.title}</bdi>
          </Link>
        </h2>
        <StateBadge tone={tone_of_card(card.state)}>{text(`card-${card.state}`)}</StateBadge>
      </div>
      {step === null ? null : <p>{text(`card-step-${step}`)}</p>}
      <AboutLine about={shown.about.of(card.about)} />
      <SignedBy who={shown.colleagues.name_of(card.author)} at_unix_ms={card.at_unix_ms} stands={card.stands} public={card.public} />
    </article>
  )
}
