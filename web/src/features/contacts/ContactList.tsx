import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { SideName } from '../../core/core'
import type { ContactLine } from '../../core/shapes/contact'
import type { ReportedLine } from '../../core/shapes/report'
import { useText } from '../../i18n/text'
import { local_at } from '../../i18n/when'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { tone_of_phase } from '../home/phases'
import { ReportedAct } from './ReportedAct'
import { GROUPS, type Group, useContacts } from './use_contacts'
import './contacts.css'

export function ContactListScreen() {
  const text = useText()
  const { groups, reported, empty, sides, may_propose, error, loading, again } = useContacts()
  const actions = may_propose ? (
    <div className="row">
      <ButtonLink href="/contacts/propose" weight="primary">
        {text('contact-propose')}
      </ButtonLink>
      <ButtonLink href="/soundings">{text('nav-soundings')}</ButtonLink>
      <ButtonLink href="/contacts/enter">{text('contact-enter')}</ButtonLink>
    </div>
  ) : undefined
  return (
    <Page title={text('nav-contacts')} actions={actions}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {empty ? <Empty>{text('contacts-none')}</Empty> : null}
      {GROUPS.map((group) => (
        <ContactGroup key={group} group={group} lines={groups.get(group) ?? []} sides={sides} />
      ))}
      <ReportedGroup lines={reported} />
    </Page>
  )
}

function ContactGroup({ group, lines, sides }: { group: Group; lines: readonly ContactLine[]; sides: readonly SideName[] }) {
  const text = useText()
  if (lines.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`contacts-${group}`}>
      <h2 id={`contacts-${group}`}>{text(`contacts-${group}`, { count: lines.length })}</h2>
      <ul className="contact-list">
        {lines.map((line) => (
          <li key={line.contact} className={`contact-line contact-line-${group}`}>
            <Line line={line} sides={sides} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Line({ line, sides }: { line: ContactLine; sides: readonly SideName[] }) {
  const text = useText()
  const { contact, phase, proposed_by, start_unix_ms, medium, reported } = line
  return (
    <>
      <div className="contact-line-head">
        <h3>
          <Link href={place_of('contact', contact)} className="contact-link">
            {medium === null ? text('noun-contact') : text(`medium-${medium}`)}
            <span className="only-heard"> {contact.slice(0, 4)}</span>
          </Link>
        </h3>
        <StateBadge tone={tone_of_phase(phase)}>{text(`phase-${phase}`)}</StateBadge>
      </div>
      {start_unix_ms === null ? null : <BothTimes local={local_at(start_unix_ms, sides)} />}
      <p className="quiet">
        {text(phase.endsWith('outside') ? 'contact-entered-by' : 'contact-proposed-by')} <bdi>{proposed_by}</bdi>
      </p>
      {reported === null ? null : <ReportedAct report={reported} short />}
    </>
  )
}

/** Known by hearsay alone: never among what is signed. */
function ReportedGroup({ lines }: { lines: readonly ReportedLine[] }) {
  const text = useText()
  if (lines.length === 0) return null
  return (
    <section className="stack" aria-labelledby="contacts-reported">
      <h2 id="contacts-reported">{text('contacts-reported', { count: lines.length })}</h2>
      <p className="quiet">{text('contacts-reported-means')}</p>
      <ul className="contact-list">
        {lines.map((line) => (
          <li key={line.about}>
            <ReportedAct report={line} date={line.last_date} href={`/reports/${encodeURIComponent(line.about)}`} />
          </li>
        ))}
      </ul>
    </section>
  )
}
