import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { EntryFrame } from './EntryFrame'

const NOTHING: Record<string, never> = {}

export function OtherTab({ in_call }: { in_call: boolean }) {
  const text = useText()
  const take_over = useAct('take-over')
  return (
    <EntryFrame title={in_call ? text('other-tab-call') : text('other-tab')} side={null}>
      {take_over.error === null ? null : <ErrorCard error={take_over.error} />}
      <p>{in_call ? text('other-tab-call-means') : text('other-tab-means')}</p>
      <Button weight="primary" great isPending={take_over.busy} onPress={() => void take_over.act(NOTHING)}>
        {in_call ? text('take-call-over') : text('take-over')}
      </Button>
    </EntryFrame>
  )
}
