import { useView } from '../../core/hooks'
import type { RecordView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { PrintButton, Printed } from '../../ui/Printed'
import { save_file } from '../../ui/save_file'
import { useColleagues } from '../inside/use_colleagues'
import { record_markdown } from './record_markdown'
import { useRecordFacts } from './use_record_facts'

/** The words of a record that was opened, headed by what nodes attest. */
export function RecordWords({ note }: { note: string }) {
  const text = useText()
  const { data, error, loading, again } = useView('record-of-contact', { note })
  return (
    <>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null ? null : <Words view={data} />}
    </>
  )
}

function Words({ view }: { view: RecordView }) {
  const text = useText()
  const { name_of } = useColleagues()
  const facts = useRecordFacts()(view)
  const save = () => {
    const words = { title: text('record'), disclaimer: text('record-not-verbatim'), colon: text('colon') }
    save_file(`record-${view.record.slice(0, 8)}.md`, 'text/markdown', record_markdown(view, facts, words))
  }
  return (
    <Printed marking={view.classification} reference={text('printed-reference', { noun: text('record'), id: view.record.slice(0, 8), state: text(`record-${view.state}`) })}>
      <article className="card stack">
        <p className="kept-title">
          <bdi>{view.classification}</bdi>
        </p>
        <p className="quiet">{text('record-not-verbatim')}</p>
        <dl className="facts">
          {facts.map(({ name, value }, at) => (
            // Facts of one name come several times, always in this order.
            <div key={`${name} ${String(at)}`} className="facts-line">
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {view.reviewed.map(({ by, remarks }) =>
          remarks === '' ? null : (
            <div key={by.at_unix_ms} className="stack-small">
              <p className="quiet">
                {text('record-remark-of')} <bdi>{name_of(by.person)}</bdi>
              </p>
              <blockquote className="words-of">
                <bdi>{remarks}</bdi>
              </blockquote>
            </div>
          ),
        )}
        <p className="kept-text record-text">
          <bdi>{view.text}</bdi>
        </p>
        <div className="stack-small not-printed">
          <div className="row">
            <Button onPress={save}>{text('record-save')}</Button>
            <PrintButton />
          </div>
          <p className="quiet">{text('record-save-means')}</p>
        </div>
      </article>
    </Printed>
  )
}
