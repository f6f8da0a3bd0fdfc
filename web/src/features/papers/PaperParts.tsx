import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'

/** What goes between the sides as text, beside each other. */
export function PaperParts() {
  const text = useText()
  return (
    <Parts
      label={text('nav-papers')}
      parts={[
        { path: '/papers', text: text('nav-papers') },
        { path: '/exchanges', text: text('exchanges') },
        { path: '/joint-statements', text: text('joint-statements') },
        { path: '/silence', text: text('silences') },
      ]}
    />
  )
}
