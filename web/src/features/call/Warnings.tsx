import { useLanguage } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { is_grave } from './call_state'
import { code_of } from '../../i18n/fault_words'

/** What the core refused, in words that a careful person understands, with what to do. Grave ones first. */
export function Warnings({ codes }: { codes: readonly string[] }) {
  const { text, has } = useLanguage()
  const sorted = codes.toSorted((one, two) => Number(is_grave(two)) - Number(is_grave(one)))
  return sorted.map((code) => {
    const id = code_of(code)
    const known = has(`warning-${id}`)
    return (
      <Banner key={code} tone={is_grave(code) ? 'bad' : 'warn'} headline={text(known ? `warning-${id}` : 'warning-other', { code })}>
        {known ? text(`warning-do-${id}`) : text('warning-do-other')}
      </Banner>
    )
  })
}
