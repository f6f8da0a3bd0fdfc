import { useState } from 'react'

import { useText } from '../../i18n/text'
import { Choice } from '../../ui/Choice'
import { Page } from '../../ui/Page'
import { HeardForm } from './HeardForm'
import { HeldForm } from './HeldForm'
import '../contacts/contacts.css'
import '../contacts/contact_form.css'

/** What took place without this line: held, or only heard of. */
export function EnterScreen() {
  const text = useText()
  const [what, setWhat] = useState<'held' | 'heard' | null>(null)
  return (
    <Page title={text('contact-enter')} narrow>
      <Choice
        label={text('enter-what')}
        options={[
          { key: 'held', text: text('enter-held') },
          { key: 'heard', text: text('enter-heard') },
        ]}
        chosen={what}
        on_choice={setWhat}
      />
      {what === 'held' ? <HeldForm /> : null}
      {what === 'heard' ? <HeardForm about={null} /> : null}
    </Page>
  )
}
