import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { CardView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { AskAct } from '../acting/AskAct'
import { AboutLine, SignedBy } from '../inside/Entry'
import { Opens } from '../inside/InsideForm'
import { CardBody } from './CardBody'
import { CardForm } from './CardForm'
import { type CardsShown, useCards } from './use_cards'
import '../contacts/contacts.css'

/** One card: its words, and the one thing to do about it. */
export function CardScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useCards()
  const { cards, error, loading, again } = shown
  const card = cards.find(({ record }) => record === params['card'])
  return (
    <Page title={card === undefined || card.title === '' ? text('card-untitled') : card.title} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {!loading && card === undefined ? <Empty>{text('card-gone')}</Empty> : null}
      {card === undefined ? null : <Shown card={card} shown={shown} />}
      <p>
        <Link href="/inside/briefing" className="contact-link">
          {text('cards-all')}
        </Link>
      </p>
    </Page>
  )
}

function Shown({ card, shown }: { card: CardView; shown: CardsShown }) {
  const text = useText()
  const { go } = usePlace()
  const step = shown.step_of(card)
  return (
    <>
      <section className="card stack" aria-label={text('card-text')}>
        <CardBody card={card} shown={shown} />
        <AboutLine about={shown.about.of(card.about)} />
        <SignedBy who={shown.colleagues.name_of(card.author)} at_unix_ms={card.at_unix_ms} stands={card.stands} public={card.public} />
      </section>
      {step === null ? null : <p>{text(`card-step-${step}`)}</p>}
      <div className="row">
        {step === 'review' || step === 'approve' ? (
          <AskAct
            act={step === 'review' ? 'review-card' : 'approve-card'}
            args={(words) => ({ card: card.record, remarks: words ?? '' })}
            verb={text(`card-do-${step}`)}
            ask={text(`card-ask-${step}`)}
            means={text(`card-means-${step}`)}
            words={{ label: text('card-remarks'), description: text('card-remarks-means'), wanted: false }}
            weight="primary"
          />
        ) : null}
      </div>
      {shown.briefs ? (
        <Opens verb={text('card-redraft')}>
          {(close) => <CardForm shown={shown} about={card.about} of={card} leave={close} on_done={(newer) => (newer === null ? close() : go(place_of('briefing', newer)))} />}
        </Opens>
      ) : null}
    </>
  )
}
