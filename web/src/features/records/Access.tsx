import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { AccessLine } from '../../core/generated/views'
import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { type RecordsShown, useRecords } from './use_records'
import '../contacts/contacts.css'
import '../inside/inside.css'

/** Who opened which record: for those who follow it without reading a word. */
export function AccessScreen() {
  const text = useText()
  const shown = useRecords()
  return (
    <Page title={text('nav-access')} narrow>
      <p className="quiet">{text('access-means')}</p>
      <Openings note={null} shown={shown} />
      <p>
        <Link href="/inside/records" className="contact-link">
          {text('records-all')}
        </Link>
      </p>
    </Page>
  )
}

/** On a record's own page. */
export function AccessLog({ note, shown }: { note: string; shown: RecordsShown }) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="record-access">
      <h2 id="record-access">{text('record-access')}</h2>
      <p className="quiet">{text('access-means')}</p>
      <Openings note={note} shown={shown} />
    </section>
  )
}

function Openings({ note, shown }: { note: string | null; shown: RecordsShown }) {
  const text = useText()
  const { data, error, loading, again } = useView('record-access', { note })
  const openings = (data?.openings ?? []).toSorted((one, other) => other.who.at_unix_ms - one.who.at_unix_ms)
  return (
    <>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data !== null && openings.length === 0 ? <Empty>{text('access-none')}</Empty> : null}
      <ul className="kept-list">
        {openings.map((line) => (
          <li key={`${line.record} ${line.device} ${String(line.who.at_unix_ms)}`}>
            <OpenedBy line={line} shown={shown} named={note === null} />
          </li>
        ))}
      </ul>
    </>
  )
}

function OpenedBy({ line, shown, named }: { line: AccessLine; shown: RecordsShown; named: boolean }) {
  const text = useText()
  return (
    <div className="kept">
      <p className="kept-head">
        <span>
          <bdi>{shown.colleagues.name_of(line.who.person)}</bdi>, <Moment unix_ms={line.who.at_unix_ms} />
        </span>
        <StateBadge tone={line.listed ? 'plain' : 'warn'}>{text(line.listed ? 'access-listed' : 'access-off-list')}</StateBadge>
      </p>
      {named ? (
        <Link href={place_of('record', line.record)} className="contact-link">
          {text('access-which', { id: line.record.slice(0, 8) })}
        </Link>
      ) : null}
    </div>
  )
}
