import type { CoreError } from '../../core/core'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { EntryFrame } from './EntryFrame'

/** The desk can't go on: why, and what helps. Nothing was lost: records are with the node. */
export function Failed({ error, reload = () => window.location.reload() }: { error: CoreError; reload?: () => void }) {
  const text = useText()
  return (
    <EntryFrame title={text('failed')} side={null}>
      <ErrorCard error={error} again={reload} />
      <p className="quiet">{text('failed-means')}</p>
    </EntryFrame>
  )
}
