import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { CoalitionView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { AboutLine, SignedBy } from '../inside/Entry'
import { InsideParts } from '../inside/InsideParts'
import { Opens } from '../inside/InsideForm'
import { CoalitionForm } from './CoalitionForms'
import { type CoalitionsShown, useCoalitions } from './use_coalitions'
import '../contacts/contacts.css'

/** Groups of states that answer together, or are said to. */
export function CoalitionListScreen() {
  const text = useText()
  const { go } = usePlace()
  const shown = useCoalitions()
  const { coalitions, enters, empty, error, loading, again } = shown
  return (
    <Page title={text('coalitions')} narrow>
      <InsideParts />
      <p className="quiet">{text('coalitions-means')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {enters ? (
        <Opens verb={text('coalition-enter')} weight="primary">
          {(close) => <CoalitionForm shown={shown} leave={close} on_done={(coalition) => (coalition === null ? close() : go(place_of('coalition', coalition)))} />}
        </Opens>
      ) : null}
      {empty ? <Empty>{text('coalitions-none')}</Empty> : null}
      <ul className="kept-list">
        {coalitions.map((one) => (
          <li key={one.record}>
            <CoalitionLine one={one} shown={shown} />
          </li>
        ))}
      </ul>
    </Page>
  )
}

/** In a list: who holds what, in one sentence; all of it hearsay. */
export function CoalitionLine({ one, shown, with_about = true }: { one: CoalitionView; shown: CoalitionsShown; with_about?: boolean }) {
  const text = useText()
  const format = useFormat()
  // Under the heading of a page, or of a part of another.
  const Heading = with_about ? 'h2' : 'h4'
  return (
    <article className="reported">
      <div className="kept-head">
        <Heading>
          <Link href={place_of('coalition', one.record)} className="contact-link">
            <bdi>{one.name}</bdi>
          </Link>
        </Heading>
        <StateBadge tone="warn">{text('reported')}</StateBadge>
      </div>
      <p className="kept-text">
        <bdi>{format.list(one.members.map(({ member, stance }) => text('member-holds', { member, stance: text(`stance-${stance}`) })))}</bdi>
      </p>
      <p>
        {text('common-line')}
        {text('colon')}
        {text(`common-line-${one.common_line}`)}
      </p>
      {with_about ? <AboutLine about={shown.about.of(one.about)} /> : null}
      <SignedBy who={shown.colleagues.name_of(one.author)} at_unix_ms={one.at_unix_ms} stands={one.stands} public={one.public} />
    </article>
  )
}
