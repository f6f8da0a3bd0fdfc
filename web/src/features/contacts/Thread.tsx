import type { ThreadAct } from '../../core/shapes/thread'
import { civil_in, useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { local_at, useWhenWords } from '../../i18n/when'
import { type Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { ReportedAct } from './ReportedAct'
import type { ContactShown } from './use_contact'

const TONES: Partial<Record<ThreadAct['state'], Tone>> = {
  agreed: 'good',
  declined: 'bad',
  withdrawn: 'bad',
  expired: 'warn',
  'without-effect': 'warn',
}

/** All that was said of it, in the order of the nodes' clocks. */
export function Thread({ shown, sealed }: { shown: ContactShown; sealed: number }) {
  const text = useText()
  const acts = shown.thread?.acts ?? []
  return (
    <section className="stack" aria-labelledby="contact-thread">
      <h2 id="contact-thread">{text('thread')}</h2>
      <ol className="thread">
        {acts.map((act) =>
          act.reported === null ? (
            <Act key={`${act.by} ${String(act.seq)}`} act={act} shown={shown} />
          ) : (
            <li key={`reported ${act.reported.record}`}>
              <ReportedAct report={act.reported} />
            </li>
          ),
        )}
      </ol>
      {sealed === 0 ? null : <p className="quiet">{text('reports-sealed', { count: sealed })}</p>}
      <p className="quiet">{text('thread-clocks')}</p>
    </section>
  )
}

function Act({ act, shown }: { act: ThreadAct; shown: ContactShown }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const when_words = useWhenWords()
  const { own, other, sides } = shown
  const at = civil_in(act.at_unix_ms, sides[0]?.zone ?? 'UTC')
  const is_void = act.state === 'without-effect'
  const whose = act.own ? 'act-ours' : 'act-theirs'
  const tone = TONES[act.state]
  // That what they said is with us is no news; how far what we said came, is.
  const told = tone !== undefined || act.own || (act.state !== 'held' && act.state !== 'sent')
  const state = text(`state-${act.state}`, { side: act.own ? other : own })
  return (
    <li className={is_void ? `act ${whose} act-void` : `act ${whose}`}>
      <div className="act-head">
        <strong>
          <bdi>{act.by}</bdi> {has(`act-${act.what}`) ? text(`act-${act.what}`) : act.what}
        </strong>
        <time className="quiet" dateTime={new Date(act.at_unix_ms).toISOString()}>
          {format.short_day(at)}, {format.time(at)}
        </time>
      </div>
      {act.offer === null ? null : (
        <p>
          {text(`medium-${act.offer.medium}`)}; {when_words(local_at(act.offer.start_unix_ms, sides))}; {format.minutes(act.offer.duration_min)}
        </p>
      )}
      {act.reason === null ? null : (
        <blockquote className="words-of">
          <bdi>{act.reason}</bdi>
        </blockquote>
      )}
      {act.basis === 'attested' ? <p className="quiet">{text('act-attested')}</p> : null}
      {told ? <p>{tone === undefined ? <span className="quiet">{state}</span> : <StateBadge tone={tone}>{state}</StateBadge>}</p> : null}
      {act.without_effect === null ? null : <p>{text(`why-${act.without_effect}`)}</p>}
    </li>
  )
}

