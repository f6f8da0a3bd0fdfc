import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'

/** To whom a paper goes, where its side named anybody besides the other side. */
export function Recipients({ of: recipients }: { of: readonly string[] }) {
  const text = useText()
  const format = useFormat()
  if (recipients.length === 0) return null
  return (
    <>
      {text('paper-to')} <bdi>{format.list(recipients)}</bdi>
    </>
  )
}
