import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { RoundView } from '../../core/generated/views'
import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { StateBadge } from '../../ui/StateBadge'
import { tone_of_phase } from '../home/phases'

const NOTHING: Record<string, never> = {}

/** What was put down of a round, and where each text stands. */
export function MinutesOfRound({ view }: { view: RoundView }) {
  const text = useText()
  const { data } = useView('minutes-list', NOTHING)
  const ours = (data?.minutes ?? []).filter(({ round }) => round === view.round)
  const may_draft = view.phase === 'agreed' && view.terms !== null
  if (ours.length === 0 && !may_draft) return null
  // While one text is on its way, another would only cross it.
  const running = ours.some(({ phase }) => phase === 'proposed' || phase === 'agreed')
  return (
    <section className="stack" aria-labelledby="round-minutes">
      <h2 id="round-minutes">{text('noun-minutes')}</h2>
      {ours.length === 0 ? <p className="quiet">{text('minutes-none')}</p> : null}
      <ul className="plain-list">
        {ours.map(({ minutes, title, phase, proposed_by, outcomes }) => (
          <li key={minutes} className="contact-line">
            <div className="contact-line-head">
              <Link href={place_of('minutes', minutes)} className="contact-link">
                {title === null ? text('paper-sealed') : <bdi>{title}</bdi>}
              </Link>
              <StateBadge tone={tone_of_phase(phase)}>{text(`phase-${phase}`)}</StateBadge>
            </div>
            <p>
              {text('contact-proposed-by')} <bdi>{proposed_by}</bdi>
            </p>
            {outcomes.length === 0 ? null : (
              <ul className="plain-list">
                {outcomes.map(({ item, outcome }, at) => (
                  <li key={at} className="item-line">
                    <bdi>{item}</bdi>
                    <span className="quiet">{text(`outcome-${outcome}`)}</span>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      {may_draft ? (
        <div>
          <ButtonLink href={`/rounds/${encodeURIComponent(view.round)}/minutes`} weight={running ? 'quiet' : 'primary'}>
            {text('minutes-draft')}
          </ButtonLink>
        </div>
      ) : null}
    </section>
  )
}
