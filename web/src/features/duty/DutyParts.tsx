import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'

export function DutyParts() {
  const text = useText()
  return (
    <Parts
      label={text('duty-parts')}
      parts={[
        { path: '/duty', text: text('duty-board') },
        { path: '/duty/order-wire', text: text('duty-order-wire') },
        { path: '/duty/shifts', text: text('duty-shifts') },
        { path: '/duty/words', text: text('duty-words') },
      ]}
    />
  )
}
