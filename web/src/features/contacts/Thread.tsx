import type { ActView } from '../../core/shapes/contact'
import { civil_in, useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { ReportedAct } from './ReportedAct'
import { type ContactShown, reach_of } from './use_contact'
import { message_of_what, message_of_why } from './acts_in_words'

/** All that was said of it, in the order of the nodes' clocks. */
export function Thread({ shown, sealed }: { shown: ContactShown; sealed: number }) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="contact-thread">
      <h2 id="contact-thread">{text('thread')}</h2>
      <ol className="thread">
        {shown.thread.map((said) =>
          said.is === 'signed' ? (
            <Act key={`${said.act.side} ${said.act.seq}`} act={said.act} shown={shown} />
          ) : (
            <li key={said.report.record}>
              <ReportedAct report={said.report} />
            </li>
          ),
        )}
      </ol>
      {sealed === 0 ? null : <p className="quiet">{text('reports-sealed', { count: sealed })}</p>}
      <p className="quiet">{text('thread-clocks')}</p>
    </section>
  )
}

function Act({ act, shown }: { act: ActView; shown: ContactShown }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { own, other, sides } = shown
  const zone = sides[0]?.zone ?? 'UTC'
  const at = civil_in(act.node_unix_ms, zone)
  const what = message_of_what(act.what)
  const is_void = act.without_effect !== null
  const whose = act.side === own ? 'act-ours' : 'act-theirs'
  const reach = reach_of(act, own)
  return (
    <li className={is_void ? `act ${whose} act-void` : `act ${whose}`}>
      <div className="act-head">
        <strong>
          <bdi>{act.side}</bdi> {has(what) ? text(what) : act.what}
        </strong>
        <time className="quiet" dateTime={new Date(act.node_unix_ms).toISOString()}>
          {format.short_day(at)}, {format.time(at)}
        </time>
      </div>
      {act.reason === null ? null : (
        <blockquote className="words-of">
          <bdi>{act.reason}</bdi>
        </blockquote>
      )}
      {act.without_effect === null ? null : (
        <p>
          <StateBadge tone="warn">{text('without-effect')}</StateBadge> <Why why={act.without_effect} />
        </p>
      )}
      {reach === null ? null : (
        <p className="quiet">{text(`reach-${reach}`, { side: other })}</p>
      )}
    </li>
  )
}

function Why({ why }: { why: string }) {
  const { text, has } = useLanguage()
  const id = message_of_why(why)
  return <>{has(id) ? text(id) : why}</>
}
