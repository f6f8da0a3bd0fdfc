import { useText } from '../../i18n/text'
import { EntryFrame } from './EntryFrame'

export function Starting() {
  const text = useText()
  return (
    <EntryFrame title={text('starting')} side={null} asks={false}>
      <p role="status">{text('starting-means')}</p>
    </EntryFrame>
  )
}
