import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { useReady, useView } from '../../core/hooks'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { PaperParts } from './PaperParts'
import { tone_of_paper } from './paper_states'
import '../contacts/contacts.css'
import { Recipients } from './Recipients'

const NOTHING: Record<string, never> = {}

export function PaperListScreen() {
  const text = useText()
  const format = useFormat()
  const { side } = useReady()
  const { data, error, loading, again } = useView('papers', NOTHING)
  return (
    <Page
      title={text('nav-papers')}
      actions={
        <ButtonLink href="/papers/hand-over" weight="primary">
          {text('paper-hand-over')}
        </ButtonLink>
      }
    >
      <PaperParts />
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.papers.length === 0 ? <Empty>{text('papers-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.papers ?? []).map(({ paper, kind, by, title, recipients, versions, state, reply_by_unix_ms }) => (
          <li key={paper} className="contact-line">
            <div className="contact-line-head">
              <h2>
                <Link href={place_of('paper', paper)} className="contact-link">
                  {title === null ? text('paper-sealed') : <bdi>{title}</bdi>}
                </Link>
              </h2>
              <StateBadge tone={tone_of_paper(state)}>{text(`paper-state-${state}`)}</StateBadge>
            </div>
            <p>
              {text(`paper-kind-${kind}`)}, {text('paper-by')} <bdi>{by}</bdi> <Recipients of={recipients} />
            </p>
            <p className="quiet">
              {text('paper-versions', { count: versions })}
              {reply_by_unix_ms === null
                ? null
                : `; ${text('paper-reply-by', { day: format.short_day(civil_in(reply_by_unix_ms, side.zone)), time: format.time(civil_in(reply_by_unix_ms, side.zone)) })}`}
            </p>
          </li>
        ))}
      </ul>
    </Page>
  )
}
