import type { ExchangePartView, ExchangeView } from '../../core/generated/views'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothMoments } from '../../ui/moment'
import { AskAct } from '../acting/AskAct'
import { LodgeForm } from './LodgeForm'
import { TONE_OF_PART, state_of_part, tone_of_exchange } from './exchange_state'
import { type ExchangeShown, useExchange } from './use_exchange'
import '../contacts/contacts.css'
import '../papers/paper.css'
import './exchange.css'

export function ExchangeScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useExchange(params['exchange'] ?? '')
  const { view, parts, error, loading, again } = shown
  return (
    <Page title={text('noun-exchange')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : (
        <>
          <Standing view={view} shown={shown} />
          {parts.map((part) => (
            <Part key={part.side} part={part} shown={shown} />
          ))}
        </>
      )}
    </Page>
  )
}

/** Where it stands, until when, and the one thing to do. */
function Standing({ view, shown }: { view: ExchangeView; shown: ExchangeShown }) {
  const text = useText()
  const format = useFormat()
  const { exchange, state, opened_by, until_unix_ms } = view
  const { step, own, other, now } = shown
  const ours = step === 'lodge' || step === 'reveal'
  return (
    <section className={ours ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="exchange-standing">
      <div className="contact-line-head">
        <h2 id="exchange-standing">{text(`exchange-step-${step ?? 'done'}`, { own, other })}</h2>
        <StateBadge tone={step === 'cheated' ? 'bad' : step === 'unreadable' ? 'warn' : tone_of_exchange(state)}>{text(`exchange-${state}`)}</StateBadge>
      </div>
      <p>
        {text('exchange-opened-by')} <bdi>{opened_by}</bdi>.{' '}
        {state === 'lodging' ? text('exchange-lodge-until', { away: format.from_now(until_unix_ms, now) }) : text('exchange-time-was')}
      </p>
      <BothMoments unix_ms={until_unix_ms} great={state === 'lodging'} />
      <p>{text(step === 'reveal' && state === 'half-revealed' ? 'exchange-means-reveal-second' : `exchange-means-${step ?? 'done'}`, { own, other })}</p>
      {step === 'reveal' && shown.cheated ? <p>{text('exchange-means-reveal-cheated', { other })}</p> : null}
      {step === 'lodge' ? <LodgeForm exchange={exchange} other={other} /> : null}
      {step === 'reveal' ? (
        <AskAct
          act="reveal-paper"
          args={() => ({ exchange })}
          verb={text('exchange-reveal')}
          ask={text('exchange-reveal-ask')}
          means={text('exchange-reveal-means', { other })}
          weight="primary"
          great
        />
      ) : null}
    </section>
  )
}

/** What one side bound itself to, and what it showed. */
function Part({ part, shown }: { part: ExchangePartView; shown: ExchangeShown }) {
  const text = useText()
  const format = useFormat()
  const { own, other, zone } = shown
  const { side, lodged, commitment, revealed_unix_ms, paper } = part
  const ours = side === own
  const state = state_of_part(part)
  const counterpart = ours ? other : own
  const words = (unix_ms: number) => {
    const civil = civil_in(unix_ms, zone)
    return { day: format.short_day(civil), time: format.time(civil) }
  }
  return (
    <section className="stack" aria-labelledby={`part-${side}`}>
      <div className="contact-line-head">
        <h2 id={`part-${side}`}>
          <bdi>{side}</bdi>
        </h2>
        <StateBadge tone={TONE_OF_PART[state]}>{text(`part-${state}`)}</StateBadge>
      </div>
      {state === 'showed-another' ? (
        <Banner tone="bad" headline={text('exchange-cheated', { side })}>
          <div className="stack">
            <p>{text('exchange-cheated-proof', { side })}</p>
            <p>{text('exchange-cheated-next', { side })}</p>
          </div>
        </Banner>
      ) : null}
      {state === 'unreadable' ? (
        <Banner tone="warn" headline={text('exchange-unreadable', { side })}>
          <p>{text(ours ? 'exchange-unreadable-ours' : 'exchange-unreadable-next', { side })}</p>
        </Banner>
      ) : null}
      {lodged === null && revealed_unix_ms === null ? null : (
        <ul className="plain-list">
          {lodged === null ? null : (
            <li>
              {text('exchange-lodged-at', words(lodged.said_unix_ms))}{' '}
              {lodged.received_unix_ms === null ? text('exchange-not-in-log', { side: counterpart }) : text('exchange-in-log', { side: counterpart, ...words(lodged.received_unix_ms) })}
            </li>
          )}
          {revealed_unix_ms === null ? null : <li>{text('exchange-revealed-at', words(revealed_unix_ms))}</li>}
        </ul>
      )}
      {commitment === null ? null : (
        <div>
          <p className="quiet">{text('exchange-commitment')}</p>
          <code className="commitment fixed-pitch">{commitment}</code>
        </div>
      )}
      {paper === null ? (
        <p className="quiet">{text(state === 'nothing' ? 'exchange-nothing' : state === 'lodged' ? 'exchange-sealed' : 'exchange-no-paper', { side })}</p>
      ) : (
        <>
          <h3>
            <bdi>{paper.title}</bdi>
          </h3>
          {ours && revealed_unix_ms === null ? <p className="quiet">{text('exchange-ours-sealed', { other })}</p> : null}
          {ours && state === 'showed-another' ? <p className="quiet">{text('exchange-as-lodged')}</p> : null}
          <div className="paper-text" {...(paper.languages[0] === undefined ? {} : { lang: paper.languages[0] })}>
            <bdi>{paper.text}</bdi>
          </div>
        </>
      )}
    </section>
  )
}
