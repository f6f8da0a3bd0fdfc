import { Link } from 'react-aria-components'

import type { RecordLine } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Choices } from '../../ui/Choice'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { MomentField } from '../../ui/MomentField'
import { Page } from '../../ui/Page'
import { AskAct } from '../acting/AskAct'
import { InsideForm, Opens } from '../inside/InsideForm'
import { AccessLog } from './Access'
import { OpenButton } from './OpenButton'
import { RecordEntry } from './Records'
import { RecordWords } from './RecordWords'
import { useOpening } from './use_opening'
import { type RecordsShown, useDistributeForm, useRecords, useRetainForm } from './use_records'
import '../contacts/contacts.css'

/** One record: how far it came, its words once it is opened, and what is to be done about it. */
export function RecordScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const shown = useRecords()
  const { all, error, loading, again } = shown
  const line = all.find(({ record }) => record === params['record'])
  return (
    <Page title={text('record')} narrow className="page-on-paper">
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {!loading && line === undefined ? <Empty>{text('record-gone')}</Empty> : null}
      {line === undefined ? null : <Shown line={line} shown={shown} />}
      <p>
        <Link href="/inside/records" className="contact-link">
          {text('records-all')}
        </Link>
      </p>
    </Page>
  )
}

function Shown({ line, shown }: { line: RecordLine; shown: RecordsShown }) {
  const text = useText()
  const opening = useOpening([line.record])
  const acts = shown.acts_of(line)
  return (
    <>
      <RecordEntry line={line} shown={shown} />
      {acts.open ? (
        <section className="stack" aria-labelledby="record-words">
          <h2 id="record-words" className="not-printed">
            {text('record-words')}
          </h2>
          {opening.opened ? <RecordWords note={line.record} /> : <OpenButton opening={opening} />}
        </section>
      ) : (
        <p className="quiet">{text('record-sealed')}</p>
      )}
      {/* Nobody is led to answer for words that they haven't opened. */}
      <RecordActs line={line} shown={shown} weight={opening.opened ? 'primary' : 'quiet'} />
      {acts.follow ? <AccessLog note={line.record} shown={shown} /> : null}
    </>
  )
}

function RecordActs({ line, shown, weight }: { line: RecordLine; shown: RecordsShown; weight: 'primary' | 'quiet' }) {
  const text = useText()
  const { record: note } = line
  const { review, approve, distribute, retain, write_newer } = shown.acts_of(line)
  if (!review && !approve && !distribute && !retain) return null
  return (
    <section className="stack" aria-labelledby="record-acts">
      <h2 id="record-acts">{text('record-acts')}</h2>
      <div className="row">
        {review ? (
          <AskAct
            act="review-note"
            args={(words) => ({ note, remarks: words ?? '' })}
            verb={text('record-review')}
            ask={text('record-ask-review')}
            means={text('record-means-review')}
            words={{ label: text('record-remarks'), description: text('record-remarks-means'), wanted: false }}
            weight={weight}
          />
        ) : null}
        {approve ? <AskAct act="approve-note" args={() => ({ note })} verb={text('record-approve')} ask={text('record-ask-approve')} means={text('record-means-approve')} weight={weight} /> : null}
      </div>
      {write_newer ? (
        <p>
          <Link href={`/inside/records/merge/${note}`} className="contact-link">
            {text('record-newer')}
          </Link>
        </p>
      ) : null}
      {distribute ? <Opens verb={text('record-distribute')}>{(close) => <DistributeForm note={note} shown={shown} leave={close} />}</Opens> : null}
      {retain ? <Opens verb={text('record-retain')}>{(close) => <RetainForm note={note} leave={close} />}</Opens> : null}
    </section>
  )
}

function DistributeForm({ note, shown, leave }: { note: string; shown: RecordsShown; leave: () => void }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useDistributeForm(note, leave)
  return (
    <InsideForm title={text('record-distribute')} verb={text('record-sign')} busy={busy} error={error} send={send} leave={leave}>
      <Choices label={text('record-distribution')} description={text('record-distribution-means')} options={shown.colleagues.options} chosen={draft.to} on_choice={(to) => set({ to })} />
      {lacks('to') ? <p className="field-error">{text('problem-to')}</p> : null}
    </InsideForm>
  )
}

function RetainForm({ note, leave }: { note: string; leave: () => void }) {
  const text = useText()
  const { draft, set, shown: lacks, send, busy, error } = useRetainForm(note, leave)
  return (
    <InsideForm title={text('record-retain')} verb={text('record-sign')} busy={busy} error={error} send={send} leave={leave}>
      <MomentField label={text('record-keep-until')} description={text('record-retain-means')} value={draft.until} on_change={(until) => set({ until })} error={lacks('until') ? text('problem-when') : null} />
    </InsideForm>
  )
}
