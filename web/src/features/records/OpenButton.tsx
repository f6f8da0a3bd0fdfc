import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import type { Opening } from './use_opening'

/** Said before it is done: somebody sees that it was opened. */
export function OpenButton({ opening }: { opening: Opening }) {
  const text = useText()
  const { off_list, busy, error, open } = opening
  return (
    <div className="stack">
      {error === null ? null : <ErrorCard error={error} />}
      <p role={off_list ? 'alert' : undefined}>{text(off_list ? 'record-off-list' : 'record-open-means')}</p>
      <div>
        <Button weight={off_list ? 'danger' : 'primary'} isDisabled={busy} onPress={() => void open(off_list)}>
          {text(off_list ? 'record-open-off-list' : 'record-open')}
        </Button>
      </div>
    </div>
  )
}
