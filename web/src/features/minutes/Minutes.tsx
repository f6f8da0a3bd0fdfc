import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { useView } from '../../core/hooks'
import { short_id } from '../../core/use_people'
import type { MinutesView, OutcomeView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { PrintButton, Printed } from '../../ui/Printed'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { OfferDifferences, OffersCompared } from '../acting/Differences'
import { Offers } from '../acting/Offers'
import { TextActs } from '../acting/TextActs'
import { tone_of_phase } from '../home/phases'
import { type MinutesShown, useMinutes, useMinutesRead } from './use_minutes'
import '../contacts/contacts.css'
import '../papers/paper.css'

const TONES: Readonly<Record<string, Tone>> = { agreed: 'good', 'ad-referendum': 'active', bracketed: 'warn', deferred: 'plain' }

export function MinutesScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useMinutes(params['minutes'] ?? '')
  const { view, error, loading, again } = shown
  return (
    <Page title={view?.title ?? text('noun-minutes')} className="page-on-paper" actions={<PrintButton isDisabled={(view?.text ?? null) === null} />}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : <Shown view={view} shown={shown} />}
    </Page>
  )
}

function Shown({ view, shown }: { view: MinutesView; shown: MinutesShown }) {
  const text = useText()
  const { own, other, awaited } = shown
  const read = useMinutesRead(view, shown.actions?.answers ?? null)
  return (
    <>
      <section className={awaited === 'ours' || awaited === 'both' ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="minutes-awaited">
        <div className="contact-line-head">
          <h2 id="minutes-awaited">{text(view.agreed === null ? `contact-awaited-${awaited}` : 'text-is-agreed', { own, other })}</h2>
          <StateBadge tone={tone_of_phase(view.phase)}>{text(`phase-${view.phase}`)}</StateBadge>
        </div>
        {view.round === null ? null : (
          <p>
            <Link href={place_of('round', view.round)} className="contact-link">
              {text('minutes-of-round')}
            </Link>
          </p>
        )}
        <TextActs of={{ noun: 'minutes', subject: { minutes: view.minutes } }} actions={shown.actions} other={other} read={read} />
      </section>
      <Printed reference={text('printed-reference', { noun: text('noun-minutes'), id: short_id(view.minutes), state: text(view.agreed === null ? 'text-isnt-agreed' : 'text-is-agreed') })}>
        <section className="stack" aria-labelledby="minutes-text">
          <h2 id="minutes-text">{text('paper-text')}</h2>
          {view.text === null ? (
            <p className="quiet">{text('paper-sealed')}</p>
          ) : (
            <div className="paper-text">
              <bdi>{view.text}</bdi>
            </div>
          )}
        </section>
        <Outcomes outcomes={view.outcomes} />
      </Printed>
      {view.text === null ? null : <OffersCompared offers={view.offers}>{(which) => <Compared minutes={view.minutes} which={which} />}</OffersCompared>}
      <Offers offers={view.offers} />
    </>
  )
}

function Compared({ minutes, which }: { minutes: string; which: { from: number; to: number } }) {
  const { data, error } = useView('minutes-diff', { minutes, which })
  return (
    <>
      {error === null ? null : <ErrorCard error={error} />}
      {data === null ? null : <OfferDifferences diff={data} />}
    </>
  )
}

/** What came of each item. */
function Outcomes({ outcomes }: { outcomes: readonly OutcomeView[] }) {
  const text = useText()
  if (outcomes.length === 0) return null
  return (
    <section className="stack" aria-labelledby="minutes-outcomes">
      <h2 id="minutes-outcomes">{text('outcomes')}</h2>
      <ol className="agenda">
        {outcomes.map(({ item, outcome, text: words }, at) => (
          <li key={at}>
            <span className="item-line">
              <bdi>{item}</bdi>
              <StateBadge tone={TONES[outcome] ?? 'plain'}>{text(`outcome-${outcome}`)}</StateBadge>
            </span>
            {words === '' ? null : (
              <p className="outcome-words">
                <bdi>{words}</bdi>
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
