import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
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
import { PaperParts } from '../papers/PaperParts'
import { PressParts } from '../press/PressParts'
import '../contacts/contacts.css'

const NOTHING: Record<string, never> = {}
const PROPOSE = '/joint-statements/propose'

export function JointListScreen() {
  const text = useText()
  const format = useFormat()
  const { go } = usePlace()
  const { side, roles } = useReady()
  const { data, error, loading, again } = useView('joint-statements', NOTHING)
  const leads = roles.includes('principal') || roles.includes('sherpa')
  useKeys(leads ? [{ key: 'n', text: text('joint-propose'), run: () => go(PROPOSE) }] : [])
  return (
    <Page
      title={text('joint-statements')}
      actions={
        leads ? (
          <ButtonLink href={PROPOSE} weight="primary">
            {text('joint-propose')}
          </ButtonLink>
        ) : null
      }
    >
      {leads ? <PaperParts /> : roles.includes('press-officer') ? <PressParts /> : null}
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data?.joint_statements.length === 0 ? <Empty>{text('joint-statements-none')}</Empty> : null}
      <ul className="contact-list">
        {(data?.joint_statements ?? []).map(({ joint_statement, phase, proposed_by, title, release_unix_ms }) => {
          const civil = release_unix_ms === null ? null : civil_in(release_unix_ms, side.zone === '' ? 'UTC' : side.zone)
          return (
            <li key={joint_statement} className={phase === 'agreed' ? 'contact-line contact-line-agreed' : 'contact-line'}>
              <div className="contact-line-head">
                <h2>
                  <Link href={place_of('joint-statement', joint_statement)} className="contact-link">
                    {title === null ? text('paper-sealed') : <bdi>{title}</bdi>}
                  </Link>
                </h2>
                <StateBadge tone={tone_of_phase(phase)}>{text(`phase-${phase}`)}</StateBadge>
              </div>
              <p>
                {text('contact-proposed-by')} <bdi>{proposed_by}</bdi>
                {civil === null ? null : `; ${text('joint-released-at', { day: format.short_day(civil), time: format.time(civil) })}`}
              </p>
            </li>
          )
        })}
      </ul>
    </Page>
  )
}
