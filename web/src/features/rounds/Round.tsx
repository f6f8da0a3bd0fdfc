import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { RoundTermsView, RoundView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Items } from '../contacts/Agenda'
import { ReportedAct } from '../contacts/ReportedAct'
import { tone_of_phase } from '../home/phases'
import { Offers } from '../acting/Offers'
import { MandatesOfRound } from '../mandates/Mandates'
import { MinutesOfRound } from '../minutes/MinutesOfRound'
import { Delegation } from './Delegation'
import { DelegationForm } from './DelegationForm'
import { RoundActs } from './RoundActs'
import { useRoundDates } from './round_dates'
import { type RoundShown, useRound } from './use_round'
import '../contacts/contacts.css'
import '../tracks/track.css'

export function RoundScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useRound(params['round'] ?? '')
  const { view, error, loading, again } = shown
  return (
    <Page title={view?.terms?.title ?? text('noun-round')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : <Shown view={view} shown={shown} />}
    </Page>
  )
}

function Shown({ view, shown }: { view: RoundView; shown: RoundShown }) {
  const text = useText()
  const waits = shown.awaited === 'ours' || shown.awaited === 'both'
  return (
    <>
      <section className="card stack" aria-labelledby="round-when">
        <div className="contact-line-head">
          <h2 id="round-when">{text('round-when')}</h2>
          <span className="row">
            <StateBadge tone={view.fixed ? 'active' : 'plain'}>{text(view.fixed ? 'date-fixed' : 'date-movable')}</StateBadge>
            <StateBadge tone={tone_of_phase(view.phase)}>{text(`phase-${view.phase}`)}</StateBadge>
          </span>
        </div>
        {view.terms === null ? <p>{text('round-sealed')}</p> : <Dates terms={view.terms} />}
        {view.fixed ? <p className="quiet">{text('date-fixed-means')}</p> : null}
        {view.track === null ? null : (
          <p>
            <Link href={place_of('track', view.track)} className="contact-link">
              {text('round-of-track')}
            </Link>
          </p>
        )}
      </section>
      <section className={waits ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="round-awaited">
        <h2 id="round-awaited">
          {text(`contact-awaited-${shown.awaited}`, {
            own: shown.own,
            other: shown.other,
          })}
        </h2>
        {view.amendment === null ? null : (
          <>
            <p>
              <strong>{text('contact-amendment')}</strong>
            </p>
            <Dates terms={view.amendment} />
            <Items items={view.amendment.items} />
          </>
        )}
        <RoundActs view={view} shown={shown} />
      </section>
      {view.terms === null ? null : <Terms terms={view.terms} proposed_by={view.proposed_by} />}
      <section className="stack" aria-labelledby="round-delegations">
        <h2 id="round-delegations">{text('delegations')}</h2>
        <div className="aims">
          {view.delegations.map((delegation) => (
            <Delegation key={delegation.side} delegation={delegation} />
          ))}
          {view.without_delegation.map((side) => (
            <div key={side} className="card stack">
              <h3>
                <bdi>{side}</bdi>
              </h3>
              <p>
                <StateBadge tone={side === shown.own ? 'warn' : 'plain'}>{text('delegation-unnamed')}</StateBadge>
              </p>
            </div>
          ))}
        </div>
        <DelegationForm view={view} shown={shown} />
      </section>
      <MinutesOfRound view={view} />
      <MandatesOfRound round={view.round} />
      <Offers offers={view.offers} />
      {view.reported.map((report) => (
        <ReportedAct key={report.record} report={report} />
      ))}
    </>
  )
}

function Dates({ terms }: { terms: RoundTermsView }) {
  const dates_of = useRoundDates()
  return (
    <ul className="plain-list">
      {dates_of(terms).map((words, at) => (
        <li key={words}>{at === 0 ? <strong>{words}</strong> : words}</li>
      ))}
    </ul>
  )
}

function Terms({ terms, proposed_by }: { terms: RoundTermsView; proposed_by: string }) {
  const text = useText()
  const format = useFormat()
  return (
    <section className="stack" aria-labelledby="round-terms">
      <h2 id="round-terms">{text('contact-terms')}</h2>
      <dl className="facts">
        <dt>{text('round-place')}</dt>
        <dd>
          <bdi>{terms.place}</bdi>
        </dd>
        <dt>{text('round-format')}</dt>
        <dd>{text(`round-format-${terms.format}`)}</dd>
        <dt>{text('term-proposed-by')}</dt>
        <dd>
          <bdi>{proposed_by}</bdi>
        </dd>
      </dl>
      {terms.reason === '' ? null : (
        <p>
          <bdi>{terms.reason}</bdi>
        </p>
      )}
      <h3>{text('agenda')}</h3>
      <Items items={terms.items} />
      {terms.sessions.length === 0 ? null : (
        <>
          <h3>{text('sessions')}</h3>
          <ul className="plain-list">
            {terms.sessions.map(({ start, end, format: how, title }) => (
              <li key={`${start} ${title}`}>
                {format.short_day(start)}, {format.time(start)}–{format.time(end)}
                {text('colon')}
                <bdi>{title}</bdi> <span className="quiet">{text(`round-format-${how}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
