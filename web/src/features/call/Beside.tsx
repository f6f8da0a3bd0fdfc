import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { CardsOf } from '../inside/InsideOf'
import { READERS, may } from '../inside/roles'
import '../contacts/contacts.css'

/** Cards of the contact, beside the call: closed until somebody wants them. What is in them never leaves this side. */
export function Beside({ contact }: { contact: string }) {
  const text = useText()
  const { roles } = useReady()
  if (!may(roles, READERS)) return null
  return (
    <details className="call-beside">
      <summary>{text('cards')}</summary>
      <CardsOf about={contact} acting={false} />
    </details>
  )
}
