import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { RoundLine } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { useKeys } from '../../ui/keys'
import { tone_of_phase } from '../home/phases'
import { TrackParts } from '../tracks/TrackParts'
import '../contacts/contacts.css'

const NOTHING: Record<string, never> = {}
const PROPOSE = '/rounds/propose'

export function RoundListScreen() {
  const text = useText()
  const { go } = usePlace()
  const { data, error, loading, again } = useView('rounds', NOTHING)
  useKeys([{ key: 'n', text: text('round-propose'), run: () => go(PROPOSE) }])
  return (
    <Page
      title={text('rounds')}
      actions={
        <ButtonLink href={PROPOSE} weight="primary">
          {text('round-propose')}
        </ButtonLink>
      }
    >
      <TrackParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.rounds.length === 0 ? <Empty>{text('rounds-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.rounds ?? []).map((line) => (
          <Line key={line.round} line={line} />
        ))}
      </ul>
    </Page>
  )
}

function Line({ line: { round, phase, starts, fixed, place, title } }: { line: RoundLine }) {
  const text = useText()
  const format = useFormat()
  const { side } = useReady()
  const civil = starts === null ? null : civil_in(Date.parse(starts), side.zone === '' ? 'UTC' : side.zone)
  return (
    <li className={phase === 'agreed' ? 'contact-line contact-line-agreed' : 'contact-line'}>
      <div className="contact-line-head">
        <h2>
          <Link href={place_of('round', round)} className="contact-link">
            {title === null ? text('round-sealed') : <bdi>{title}</bdi>}
          </Link>
        </h2>
        <span className="row">
          {fixed ? <StateBadge tone="active">{text('date-fixed')}</StateBadge> : null}
          <StateBadge tone={tone_of_phase(phase)}>{text(`phase-${phase}`)}</StateBadge>
        </span>
      </div>
      <p>
        {place === null ? null : (
          <>
            <bdi>{place}</bdi>
            {'; '}
          </>
        )}
        {civil === null ? text('contact-no-date') : text('round-from', { day: format.day(civil), time: format.time(civil), side: side.name })}
      </p>
    </li>
  )
}
