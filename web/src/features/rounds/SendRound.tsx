import type { RoundView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Warnings } from '../acting/Warnings'
import { useDatesInWords } from './round_dates'
import type { RoundForming } from './use_round_form'

/** Read back in words, then signed; and once more where something stands against it. */
export function SendRound({ form, standing }: { form: RoundForming; standing: RoundView | null }) {
  const text = useText()
  const format = useFormat()
  const dates_in_words = useDatesInWords()
  const { draft, other, local, changes, conflicts, error, busy } = form
  const against = conflicts !== null
  const items = draft.items.map((item) => item.trim()).filter((item) => item !== '')
  return (
    <Confirm
      title={text(against ? 'conflicts-ask' : standing === null ? 'propose-ask' : 'counter-ask')}
      open={form.asking}
      on_close={form.close}
      verb={text(against ? 'conflicts-send' : standing === null ? 'propose-sign' : 'counter-sign')}
      weight={against ? 'danger' : 'primary'}
      busy={busy}
      on_confirm={() => void form.send(against)}
    >
      {conflicts === null ? null : (
        <div role="alert" className="stack">
          <p>
            <strong>{text('conflicts-stand')}</strong>
          </p>
          <Warnings warnings={conflicts.warnings ?? []} />
        </div>
      )}
      {error === null || against ? null : <ErrorCard error={error} />}
      <p>
        <strong>
          <bdi>{draft.title}</bdi>
        </strong>
      </p>
      <ul className="plain-list">
        {dates_in_words(local).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <dl className="facts">
        <dt>{text('round-dates')}</dt>
        <dd>{text(`date-${draft.dates}`)}</dd>
        <dt>{text('round-format')}</dt>
        <dd>{text(`round-format-${draft.format}`)}</dd>
        {draft.items_stand || items.length === 0 ? null : (
          <>
            <dt>{text('agenda')}</dt>
            <dd>
              <bdi>{format.list(items)}</bdi>
            </dd>
          </>
        )}
        {standing === null ? null : (
          <>
            <dt>{text('counter-changes')}</dt>
            <dd>{format.list(changes.map((change) => text(`round-change-${change}`)))}</dd>
          </>
        )}
      </dl>
      <p>{text(standing === null ? 'propose-means' : standing.agreed === null ? 'counter-means' : 'amend-means', { other: other.name })}</p>
    </Confirm>
  )
}
