import { useReady } from '../../core/hooks'
import type { ContactView } from '../../core/shapes/contact'
import type { LocalView } from '../../core/shapes/time'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { local_at, useWhenWords } from '../../i18n/when'
import { ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { tone_of_phase } from '../home/phases'
import { InsideOf } from '../inside/InsideOf'
import { Agenda, Participants } from './Agenda'
import { ContactActions } from './ContactActions'
import { Terms } from './Terms'
import { Thread } from './Thread'
import { type ContactShown, useContact } from './use_contact'
import './contacts.css'

/** While it is held, and just before: what the own side has beside it comes first. */
const NEAR: readonly string[] = ['staging', 'staged', 'on-the-line']
/** Its duty officers connect it on the staging board. */
const STAGED_BY_DUTY: readonly string[] = ['agreed', ...NEAR]
/** Something was said that a record can be of. */
const OVER: readonly string[] = ['on-the-line', 'ended', 'held-outside', 'reported-outside']

export function ContactScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useContact(params['contact'] ?? '')
  const { view, local, error, loading, again } = shown
  const medium = view?.medium ?? null
  return (
    <Page title={medium === null ? text('noun-contact') : text(`medium-${medium}`)}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : <Shown view={view} local={local} shown={shown} />}
    </Page>
  )
}

function Shown({ view, local, shown }: { view: ContactView; local: readonly LocalView[]; shown: ContactShown }) {
  const text = useText()
  const when_words = useWhenWords()
  const near = NEAR.includes(view.phase)
  const inside = <InsideOf contact={view.contact} over={OVER.includes(view.phase)} />
  return (
    <>
      <section className="card stack" aria-labelledby="contact-when">
        <div className="contact-line-head">
          <h2 id="contact-when">{text('contact-when')}</h2>
          <StateBadge tone={tone_of_phase(view.phase)}>{text(`phase-${view.phase}`)}</StateBadge>
        </div>
        {local.length === 0 ? <p>{text('contact-no-date')}</p> : <BothTimes local={local} great />}
        {local.length === 0 ? null : <p className="quiet">{when_words(local)}</p>}
      </section>
      <Awaited shown={shown} view={view} />
      {near ? inside : null}
      <Terms view={view} />
      <Agenda agenda={view.agenda} />
      <Participants agenda={view.agenda} />
      <Attested view={view} shown={shown} />
      {near ? null : inside}
      <Thread shown={shown} sealed={view.reports_sealed} />
    </>
  )
}

/** Whose turn it is, and what can be done. */
function Awaited({ shown, view }: { shown: ContactShown; view: ContactView }) {
  const text = useText()
  const format = useFormat()
  const { awaited, offer, own, other, sides, amendment } = shown
  const { roles } = useReady()
  const until = offer?.answer_by_unix_ms ?? null
  const own_until = until === null ? undefined : local_at(until, sides)[0]
  return (
    <section className={awaited === 'ours' || awaited === 'both' ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="contact-awaited">
      <h2 id="contact-awaited">{text(`contact-awaited-${awaited}`, { own, other })}</h2>
      {own_until === undefined ? null : (
        <p>{text('contact-answer-until', { day: format.day(own_until.civil), time: format.time(own_until.civil), side: own })}</p>
      )}
      {amendment === null ? null : (
        <>
          <p>
            <strong>{text('contact-amendment')}</strong>
          </p>
          <BothTimes local={local_at(amendment.start_unix_ms, sides)} />
          <Terms view={amendment} heading={false} />
          <p className="quiet">{text('contact-amendment-agenda')}</p>
        </>
      )}
      <ContactActions shown={shown} view={view} />
      {STAGED_BY_DUTY.includes(view.phase) && roles.includes('duty-officer') ? (
        <div>
          <ButtonLink weight="primary" href="/duty">
            {text('contact-to-duty')}
          </ButtonLink>
        </div>
      ) : null}
    </section>
  )
}

/** What both nodes, or one of them, say of the call itself. */
function Attested({ view, shown }: { view: ContactView; shown: ContactShown }) {
  const text = useText()
  const format = useFormat()
  if (view.attested.length === 0) return null
  const time = (unix_ms: number) => format.time(local_at(unix_ms, shown.sides)[0]?.civil ?? '')
  return (
    <section className="stack" aria-labelledby="contact-call">
      <h2 id="contact-call">{text('contact-call')}</h2>
      <p>{text(view.end_attested || (view.start_attested && view.ended_unix_ms === null) ? 'contact-attested-both' : 'contact-attested-one')}</p>
      <ul className="plain-list">
        {view.attested.map(({ side, started_unix_ms, ended_unix_ms, end_reason }) => (
          <li key={side}>
            {text('contact-attested', {
              side,
              from: started_unix_ms === null ? '—' : time(started_unix_ms),
              to: ended_unix_ms === null ? '—' : time(ended_unix_ms),
            })}{' '}
            {end_reason === null ? null : <span className="quiet">{text(`end-reason-${end_reason}`)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
