import type { ContactView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Warnings } from '../acting/Warnings'
import type { ContactForming } from './use_contact_form'

/** Read back in words, then signed; and once more where something stands against it. */
export function SendContact({ form, standing }: { form: ContactForming; standing: ContactView | null }) {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const { draft, other, local, duration, changes, conflicts, error, busy } = form
  const against = conflicts !== null
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
        <strong>{when_words(local)}</strong>
      </p>
      <dl className="facts">
        <dt>{text('term-medium')}</dt>
        <dd>{text(`medium-means-${draft.medium}`)}</dd>
        <dt>{text('term-public-part')}</dt>
        <dd>{text(`public-part-${draft.public_part}`)}</dd>
        <dt>{text('term-duration')}</dt>
        <dd>{duration === null ? '' : format.minutes(duration)}</dd>
        <dt>{text('term-initiative')}</dt>
        <dd>{text(`initiative-${draft.initiative}`, { side: draft.initiative === 'theirs' ? other.name : form.side.name })}</dd>
        {standing === null ? null : (
          <>
            <dt>{text('counter-changes')}</dt>
            <dd>{format.list(changes.map((change) => text(`change-${change}`)))}</dd>
          </>
        )}
      </dl>
      <p>{text(standing === null ? 'propose-means' : standing.agreed === null ? 'counter-means' : 'amend-means', { other: other.name })}</p>
    </Confirm>
  )
}
