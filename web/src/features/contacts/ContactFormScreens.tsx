import { useState } from 'react'

import { place_of } from '../../app/places'
import type { ContactView } from '../../core/shapes/contact'
import type { OfferedView } from '../../core/shapes/thread'
import { useText } from '../../i18n/text'
import { Page } from '../../ui/Page'
import { CounterPage, Moved, useFirst } from '../acting/CounterPage'
import { ContactForm } from './ContactForm'
import { useContact } from './use_contact'
import { useContactForm } from './use_contact_form'

export function ProposeScreen() {
  const text = useText()
  return (
    <Page title={text('contact-propose')} narrow>
      <Blank />
    </Page>
  )
}

function Blank() {
  return <ContactForm form={useContactForm(null)} standing={null} />
}

export function CounterScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const contact = useContact(params['contact'] ?? '')
  const { view, thread, amendment } = contact
  return (
    <CounterPage title={text(typeof view?.agreed === 'string' ? 'contact-amend' : 'contact-counter')} of={contact}>
      {view === null || thread === null ? null : <Standing key={view.contact} view={view} amendment={amendment} />}
    </CounterPage>
  )
}

function Standing({ view, amendment }: { view: ContactView; amendment: OfferedView | null }) {
  const text = useText()
  const { first, moved } = useFirst(view)
  // What it began from stays, as the terms do.
  const [offered] = useState(amendment)
  const form = useContactForm(first, offered)
  return (
    <>
      <Moved moved={moved} headline={text('counter-moved', { other: form.other.name })} back={place_of('contact', view.contact)} />
      <ContactForm form={form} standing={first} />
    </>
  )
}
