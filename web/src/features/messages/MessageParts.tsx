import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'
import { useWrites } from './use_messages'

export function MessageParts() {
  const text = useText()
  if (!useWrites()) return null
  return (
    <Parts
      label={text('messages-parts')}
      parts={[
        { path: '/messages', text: text('messages-inbox') },
        { path: '/messages/drafts', text: text('messages-drafts') },
      ]}
    />
  )
}
