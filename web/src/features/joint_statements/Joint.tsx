import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { JointView } from '../../core/generated/views'
import { useView } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { BothMoments } from '../../ui/moment'
import { OfferDifferences, OffersCompared } from '../acting/Differences'
import { Offers } from '../acting/Offers'
import { TextActs } from '../acting/TextActs'
import { tone_of_phase } from '../home/phases'
import { BracketList } from '../papers/PaperCompare'
import { ReleaseJoint } from './ReleaseJoint'
import { brackets_in } from './brackets'
import { type JointShown, useJoint, useJointRead } from './use_joint'
import '../contacts/contacts.css'
import '../papers/paper.css'

export function JointScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useJoint(params['joint'] ?? '')
  const { view, error, loading, again } = shown
  return (
    <Page title={view?.text?.title ?? text('noun-joint-statement')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : <Shown view={view} shown={shown} />}
    </Page>
  )
}

function Shown({ view, shown }: { view: JointView; shown: JointShown }) {
  const text = useText()
  const { own, other, awaited, release } = shown
  const read = useJointRead(view, shown.actions?.answers ?? null)
  const ours = shown.actions !== null && (awaited === 'ours' || awaited === 'both')
  return (
    <>
      <section className={ours ? 'card awaited awaited-ours' : 'card awaited'} aria-labelledby="joint-awaited">
        <div className="contact-line-head">
          <h2 id="joint-awaited">{text(view.agreed === null ? `contact-awaited-${awaited}` : 'text-is-agreed', { own, other })}</h2>
          <StateBadge tone={tone_of_phase(view.phase)}>{text(`phase-${view.phase}`)}</StateBadge>
        </div>
        <TextActs of={{ noun: 'joint-statement', subject: { joint_statement: view.joint_statement } }} actions={shown.actions} other={other} read={read} />
      </section>
      <When view={view} shown={shown} />
      {release === null ? null : <ReleaseJoint key={view.joint_statement} view={view} kind={release} other={other} />}
      <Words view={view} leads={shown.actions !== null} />
      {view.text === null ? null : <OffersCompared offers={view.offers}>{(which) => <Compared joint_statement={view.joint_statement} which={which} />}</OffersCompared>}
      <Offers offers={view.offers} />
    </>
  )
}

/** The moment at which both show it, and who has. */
function When({ view, shown }: { view: JointView; shown: JointShown }) {
  const text = useText()
  const format = useFormat()
  const release = view.text?.release_unix_ms ?? null
  const sides = [shown.own, shown.other].filter((side) => side !== '')
  return (
    <section className="card stack" aria-labelledby="joint-when">
      <h2 id="joint-when">{text('joint-release-at')}</h2>
      {release === null ? (
        <p className="quiet">{text('paper-sealed')}</p>
      ) : (
        <>
          <BothMoments unix_ms={release} great />
          <p>{text(release > shown.now ? 'joint-shown-then' : 'joint-shown-since', { away: format.from_now(release, shown.now) })}</p>
        </>
      )}
      {view.agreed === null ? null : (
        <ul className="plain-list">
          {sides.map((side) => (
            <li key={side} className="item-line">
              <bdi>{side}</bdi>
              {view.released.some((one) => one.side === side) ? (
                <StateBadge tone="good">{text('joint-has-released')}</StateBadge>
              ) : (
                <StateBadge>{text('joint-not-released')}</StateBadge>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Compared({ joint_statement, which }: { joint_statement: string; which: { from: number; to: number } }) {
  const { data, error } = useView('joint-statement-diff', { joint_statement, which })
  return (
    <>
      {error === null ? null : <ErrorCard error={error} />}
      {data === null ? null : <OfferDifferences diff={data} />}
    </>
  )
}

/** What it is about is on pages of leadership alone. */
function Words({ view, leads }: { view: JointView; leads: boolean }) {
  const text = useText()
  const words = view.text
  const about = words?.about ?? null
  const brackets = words === null ? [] : brackets_in(words.text)
  return (
    <>
      <section className="stack" aria-labelledby="joint-text">
        <h2 id="joint-text">{text(view.agreed === null ? 'joint-text-offered' : 'joint-text-agreed')}</h2>
        {words === null ? (
          <p className="quiet">{text('paper-sealed')}</p>
        ) : (
          <div className="paper-text" {...(words.languages[0] === undefined ? {} : { lang: words.languages[0] })}>
            <bdi>{words.text}</bdi>
          </div>
        )}
        {about === null || !leads ? null : <About subject={about} />}
      </section>
      {brackets === null ? <p>{text('joint-brackets-wrong')}</p> : <BracketList brackets={brackets} />}
    </>
  )
}

const NOTHING: Record<string, never> = {}

/** Contact or round: the id alone doesn't say which. */
function About({ subject }: { subject: string }) {
  const text = useText()
  const rounds = useView('rounds', NOTHING)
  const noun = (rounds.data?.rounds ?? []).some(({ round }) => round === subject) ? 'round' : 'contact'
  return (
    <p>
      <Link href={place_of(noun, subject)} className="contact-link">
        {text('joint-about', { noun: text(`noun-${noun}`) })}
      </Link>
    </p>
  )
}
