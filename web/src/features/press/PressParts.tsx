import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'

export function PressParts() {
  const text = useText()
  return (
    <Parts
      label={text('press-parts')}
      parts={[
        { path: '/press', text: text('press-desk') },
        { path: '/press/lines', text: text('press-lines') },
        { path: '/press/says', text: text('press-says') },
        { path: '/joint-statements', text: text('joint-statements') },
      ]}
    />
  )
}
