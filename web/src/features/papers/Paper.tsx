import type { PaperView, ReceiptView, VersionView } from '../../core/shapes/paper'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { AskAct } from '../acting/AskAct'
import { ReportedAct } from '../contacts/ReportedAct'
import { PaperCompare } from './PaperCompare'
import { tone_of_paper } from './paper_states'
import { type PaperShown, usePaper, version_read } from './use_paper'
import '../contacts/contacts.css'
import './paper.css'
import { Recipients } from './Recipients'

export function PaperScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = usePaper(params['paper'] ?? '')
  const { view, error, loading, again } = shown
  return (
    <Page title={view?.title ?? text('noun-paper')}>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : <Shown view={view} shown={shown} />}
    </Page>
  )
}

function Shown({ view, shown }: { view: PaperView; shown: PaperShown }) {
  const text = useText()
  const format = useFormat()
  const reply_by = view.reply_by_unix_ms === null ? null : civil_in(view.reply_by_unix_ms, shown.zone)
  const newest_first = view.versions.toReversed()
  return (
    <>
      <section className="card stack" aria-label={text('paper-standing')}>
        <p className="contact-line-head">
          <span>
            {text(`paper-kind-${view.kind}`)}, {text('paper-by')} <bdi>{view.by}</bdi> <Recipients of={view.recipients} />
          </span>
          <StateBadge tone={tone_of_paper(view.state)}>{text(`paper-state-${view.state}`)}</StateBadge>
        </p>
        {reply_by === null ? null : <p className="sentence">{text('paper-reply-by', { day: format.day(reply_by), time: format.time(reply_by) })}</p>}
        <PaperActs view={view} shown={shown} />
      </section>
      {newest_first.slice(0, 1).map((version) => (
        <Version key={version.record} version={version} newest shown={shown} />
      ))}
      <PaperCompare view={view} />
      {newest_first.slice(1).map((version) => (
        <Version key={version.record} version={version} newest={false} shown={shown} />
      ))}
      {view.replies.map(({ record, to, paper, receipt }) => (
        <section key={record} className="stack" aria-label={text('paper-reply-to', { number: to ?? 0 })}>
          <h2>{text('paper-reply-to', { number: to ?? 0 })}</h2>
          {paper === null ? (
            <p className="quiet">{text('paper-sealed')}</p>
          ) : (
            <>
              <h3>
                <bdi>{paper.title}</bdi>
              </h3>
              <div className="paper-text">
                <bdi>{paper.text}</bdi>
              </div>
            </>
          )}
          <Receipt receipt={receipt} zone={shown.zone} />
        </section>
      ))}
      {view.reported.map((report) => (
        <ReportedAct key={report.record} report={report} />
      ))}
    </>
  )
}

function Version({ version, newest, shown }: { version: VersionView; newest: boolean; shown: PaperShown }) {
  const text = useText()
  const format = useFormat()
  const { number, paper, receipt, read_unix_ms } = version
  const read = read_unix_ms === null ? null : civil_in(read_unix_ms, shown.zone)
  const title = text(newest ? 'paper-version-newest' : 'paper-version', { number })
  const body = (
    <>
      {paper === null ? (
        <p className="quiet">{text('paper-sealed')}</p>
      ) : (
        <div className="paper-text" lang={paper.languages[0]}>
          <bdi>{paper.text}</bdi>
        </div>
      )}
      <Receipt receipt={receipt} zone={shown.zone} />
      <p className="quiet">{read === null ? text('paper-unread') : text('paper-read', { day: format.short_day(read), time: format.time(read) })}</p>
    </>
  )
  return (
    <section className="stack" aria-label={title}>
      <h2>{title}</h2>
      {body}
    </section>
  )
}

function Receipt({ receipt, zone }: { receipt: ReceiptView | null; zone: string }) {
  const text = useText()
  const format = useFormat()
  if (receipt === null) return null
  const words = (unix_ms: number) => {
    const civil = civil_in(unix_ms, zone)
    return { day: format.short_day(civil), time: format.time(civil) }
  }
  return (
    <p className="quiet">
      {text('receipt-said', words(receipt.said_unix_ms))}{' '}
      {receipt.received_unix_ms === null ? text('receipt-none') : text('receipt-received', words(receipt.received_unix_ms))}
    </p>
  )
}

function PaperActs({ view, shown }: { view: PaperView; shown: PaperShown }) {
  const text = useText()
  const { actions, other } = shown
  const newest = view.versions.at(-1)
  const { paper } = view
  if (actions === null) return null
  const title = view.title ?? ''
  return (
    <div className="row">
      {actions.acknowledge ? (
        <AskAct
          act="acknowledge-paper"
          args={(_words, _despite, read) => ({ paper, read })}
          read={newest === undefined ? null : version_read(newest, text)}
          verb={text('paper-acknowledge')}
          ask={text('paper-acknowledge-ask')}
          means={text('paper-acknowledge-means', { other })}
          weight="primary"
        />
      ) : null}
      {actions.reply ? (
        <AskAct
          act="reply-to-paper"
          args={(words) => ({ paper, form: { title: text('paper-reply-title', { title }), text: words ?? '', languages: [] } })}
          verb={text('paper-reply')}
          ask={text('paper-reply-ask')}
          means={text('paper-reply-means', { other })}
          harmless
          words={{ label: text('paper-text'), wanted: true }}
        />
      ) : null}
      {actions.revise ? (
        <AskAct
          key={view.versions.length}
          act="revise-paper"
          args={(words) => ({ paper, form: { title: null, text: words ?? '', languages: [], recipients: [], no_attachments: false } })}
          verb={text('paper-revise')}
          ask={text('paper-revise-ask')}
          means={text('paper-revise-means', { other })}
          harmless
          words={{ label: text('paper-text-new'), wanted: true }}
          start={view.versions.at(-1)?.paper?.text ?? ''}
        />
      ) : null}
      {actions.withdraw ? (
        <AskAct
          act="withdraw-paper"
          args={() => ({ paper })}
          verb={text('paper-withdraw')}
          ask={text('paper-withdraw-ask')}
          means={text('paper-withdraw-means', { other })}
        />
      ) : null}
    </div>
  )
}
