import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { RecordLine } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { AboutLine } from '../inside/Entry'
import { InsideParts } from '../inside/InsideParts'
import { tone_of_record } from './record_state'
import { type RecordsShown, useRecords } from './use_records'
import '../contacts/contacts.css'

/** The side's own records of contacts, without their words. */
export function RecordListScreen() {
  const text = useText()
  const shown = useRecords()
  const { records, matters, writes, empty, error, loading, again } = shown
  return (
    <Page title={text('records')} narrow>
      <InsideParts />
      <p className="quiet">{text('records-means')}</p>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {writes ? (
        <div>
          <ButtonLink weight="primary" href="/inside/records/new">
            {text('record-new')}
          </ButtonLink>
        </div>
      ) : null}
      {empty ? <Empty>{text('records-none')}</Empty> : null}
      {matters.map((about) => (
        <MergeLink key={about} shown={shown} about={about} named />
      ))}
      <ul className="kept-list">
        {records.map((line) => (
          <li key={line.record}>
            <RecordEntry line={line} shown={shown} />
          </li>
        ))}
      </ul>
    </Page>
  )
}

/** Where several stand beside each other about one matter. */
export function MergeLink({ shown, about, named = false }: { shown: RecordsShown; about: string; named?: boolean }) {
  const text = useText()
  const drafts = shown.to_merge(about)
  if (!shown.writes || drafts.length === 0) return null
  return (
    <div className="card stack">
      <p>{text('records-merge-means', { count: drafts.length })}</p>
      {named ? <AboutLine about={shown.about.of(about)} /> : null}
      <div>
        <ButtonLink href={`/inside/records/merge/${drafts.map(({ record }) => record).join(',')}`}>{text('record-merge')}</ButtonLink>
      </div>
    </div>
  )
}

/** How far a record came; what it says is behind an opening that the access log shows. */
export function RecordEntry({ line, shown, with_about = true }: { line: RecordLine; shown: RecordsShown; with_about?: boolean }) {
  const text = useText()
  // Under the heading of a page, or of a part of another.
  const Heading = with_about ? 'h2' : 'h4'
  const { review, approve } = shown.acts_of(line)
  const waits = line.state !== 'approved' && (approve || (review && line.state === 'draft'))
  const { written, reviews, openings, keep_until_unix_ms, due_for_review } = line
  return (
    <article className={due_for_review ? 'kept kept-late' : waits ? 'kept kept-waits' : 'kept'}>
      <div className="kept-head">
        <Heading>
          <Link href={place_of('record', line.record)} className="contact-link">
            {text('record-of', { who: shown.colleagues.name_of(written.person) })}
          </Link>
        </Heading>
        <StateBadge tone={tone_of_record(line.state)}>{text(`record-${line.state}`)}</StateBadge>
      </div>
      <p className="quiet">
        <Moment unix_ms={written.at_unix_ms} />; {text('record-counts', { reviews, openings })}
      </p>
      {keep_until_unix_ms === null ? null : (
        <p>
          {due_for_review ? <StateBadge tone="bad">{text('record-due')}</StateBadge> : null} {text('record-kept-until')} <Moment unix_ms={keep_until_unix_ms} />
        </p>
      )}
      {with_about ? <AboutLine about={shown.about.of(line.about)} /> : null}
    </article>
  )
}
