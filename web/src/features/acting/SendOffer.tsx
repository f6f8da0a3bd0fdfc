import type { ReactNode } from 'react'

import type { CoreError } from '../../core/core'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { Warnings } from './Warnings'

interface Sending {
  asking: boolean
  close: () => void
  send: (despite: boolean) => Promise<void>
  busy: boolean
  error: CoreError | null
  conflicts: CoreError | null
  other: { name: string }
}

interface SendOfferProps {
  form: Sending
  /** What is countered; absent where something is proposed first. */
  standing: { agreed: string | null } | null
  /** What is different from it, in words. */
  changes: readonly string[]
  /** What it is and when, in words. */
  children: ReactNode
  /** Terms and what they are, for the list of facts. */
  facts: ReactNode
}

/** Terms read back in words, then signed; and once more where something stands against them. */
export function SendOffer({ form, standing, changes, children, facts }: SendOfferProps) {
  const text = useText()
  const format = useFormat()
  const { other, conflicts, error, busy } = form
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
      {children}
      <dl className="facts">
        {facts}
        {standing === null ? null : (
          <>
            <dt>{text('counter-changes')}</dt>
            <dd>{format.list(changes)}</dd>
          </>
        )}
      </dl>
      <p>{text(standing === null ? 'propose-means' : standing.agreed === null ? 'counter-means' : 'amend-means', { other: other.name })}</p>
    </Confirm>
  )
}
