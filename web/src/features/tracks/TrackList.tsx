import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { AskAct } from '../acting/AskAct'
import { TrackParts } from './TrackParts'
import '../contacts/contacts.css'

const NOTHING: Record<string, never> = {}

export function TrackListScreen() {
  const text = useText()
  const { data, error, loading, again } = useView('tracks', NOTHING)
  const found = (
    <AskAct
      act="found-track"
      args={(title) => ({ title: title ?? '' })}
      verb={text('track-found')}
      ask={text('track-found-ask')}
      means={text('track-found-means')}
      weight="primary"
      words={{ label: text('track-title'), wanted: true }}
    />
  )
  return (
    <Page title={text('nav-tracks')} actions={found}>
      <TrackParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.tracks.length === 0 ? <Empty>{text('tracks-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.tracks ?? []).map(({ track, title, joined, closed, subjects, open }) => (
          <li key={track} className={closed ? 'contact-line' : 'contact-line contact-line-ours'}>
            <div className="contact-line-head">
              <h2>
                <Link href={place_of('track', track)} className="contact-link">
                  {title === null ? text('track-untitled') : <bdi>{title}</bdi>}
                </Link>
              </h2>
              <StateBadge tone={closed ? 'plain' : joined ? 'good' : 'warn'}>
                {text(closed ? 'track-is-closed' : joined ? 'track-is-joined' : 'track-is-alone')}
              </StateBadge>
            </div>
            <p>{text('track-counts', { subjects, open })}</p>
          </li>
        ))}
      </ul>
    </Page>
  )
}
