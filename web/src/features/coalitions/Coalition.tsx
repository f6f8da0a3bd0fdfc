import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { CoalitionView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { AboutLine, SignedBy } from '../inside/Entry'
import { Opens } from '../inside/InsideForm'
import { CommonReplyForm, PositionForm } from './CoalitionForms'
import { Positions } from './Positions'
import { type CoalitionsShown, useCoalitions } from './use_coalitions'
import '../contacts/contacts.css'

/** One coalition: what was heard of each member, what is signed beside it, and how it was before. */
export function CoalitionScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useCoalitions()
  const { coalitions, error, loading, again } = shown
  const coalition = coalitions.find(({ record }) => record === params['coalition'])
  return (
    <Page title={coalition?.name ?? text('coalition')} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {!loading && coalition === undefined ? <Empty>{text('coalition-gone')}</Empty> : null}
      {coalition === undefined ? null : <Shown coalition={coalition} shown={shown} />}
      <p>
        <Link href="/inside/coalitions" className="contact-link">
          {text('coalitions-all')}
        </Link>
      </p>
    </Page>
  )
}

function Shown({ coalition, shown }: { coalition: CoalitionView; shown: CoalitionsShown }) {
  const text = useText()
  const { go } = usePlace()
  const earlier = shown.earlier_of(coalition)
  const on_done = (close: () => void) => (newer: string | null) => (newer === null ? close() : go(place_of('coalition', newer)))
  return (
    <>
      <AboutLine about={shown.about.of(coalition.about)} />
      <section className="stack" aria-labelledby="positions">
        <h2 id="positions">{text('positions')}</h2>
        <p className="quiet">{text('positions-mean')}</p>
        <Positions coalition={coalition} />
        <SignedBy who={shown.colleagues.name_of(coalition.author)} at_unix_ms={coalition.at_unix_ms} stands={coalition.stands} public={coalition.public} />
      </section>
      {shown.enters ? (
        <>
          <Opens verb={text('position-enter')} weight="primary">
            {(close) => <PositionForm coalition={coalition} leave={close} on_done={on_done(close)} />}
          </Opens>
          <Opens verb={text('common-line-enter')}>{(close) => <CommonReplyForm coalition={coalition} leave={close} on_done={on_done(close)} />}</Opens>
        </>
      ) : null}
      {shown.about.noun_of(coalition.about) === 'paper' ? <SignedBeside paper={coalition.about} /> : null}
      {earlier.length === 0 ? null : (
        <section className="stack" aria-labelledby="earlier">
          <h2 id="earlier">{text('positions-earlier')}</h2>
          {earlier.map((one) => (
            <details key={one.record} className="card">
              <summary>
                {text('positions-until')} <Moment unix_ms={one.at_unix_ms} />
              </summary>
              <Positions coalition={one} />
            </details>
          ))}
        </section>
      )}
    </>
  )
}

/** What the other side signed in answer to the paper: apart from what is only heard. */
function SignedBeside({ paper }: { paper: string }) {
  const text = useText()
  const { side, other_side } = useReady()
  const { data } = useView('paper', { paper })
  if (data === null) return null
  const replier = data.by === side.name ? (other_side?.name ?? '') : side.name
  return (
    <section className="stack" aria-labelledby="signed-beside">
      <h2 id="signed-beside">{text('signed-beside')}</h2>
      {data.replies.length === 0 ? <p className="quiet">{text('signed-none')}</p> : null}
      {data.replies.map(({ record, paper: reply, receipt }) => (
        <article key={record} className="kept">
          <p className="kept-head">
            <strong>
              <bdi>{replier}</bdi>
              {text('colon')}
              <bdi>{reply?.title ?? text('paper-sealed')}</bdi>
            </strong>
            <StateBadge tone="good">{text('signed')}</StateBadge>
          </p>
          {receipt === null ? null : (
            <p className="quiet">
              <Moment unix_ms={receipt.said_unix_ms} />
            </p>
          )}
        </article>
      ))}
      <p>
        <Link href={place_of('paper', paper)} className="contact-link">
          {text('signed-where')}
        </Link>
      </p>
    </section>
  )
}
