import { useState } from 'react'

import type { ContactView } from '../../core/shapes/contact'
import type { OfferedView } from '../../core/shapes/thread'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Banner } from '../../ui/Banner'
import { ButtonLink } from '../../ui/Button'
import { Page } from '../../ui/Page'
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
  const { view: data, thread, amendment, error, loading, again } = useContact(params['contact'] ?? '')
  return (
    <Page title={text(typeof data?.agreed === 'string' ? 'contact-amend' : 'contact-counter')} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {data === null || thread === null ? null : <Standing key={data.contact} view={data} amendment={amendment} />}
    </Page>
  )
}

/** The terms from which it began: newer ones are told of, not slipped under what was filled in. */
function Standing({ view, amendment }: { view: ContactView; amendment: OfferedView | null }) {
  const text = useText()
  const [{ first, offered }] = useState({ first: view, offered: amendment })
  const form = useContactForm(first, offered)
  const moved = view.phase !== first.phase || view.offers.length !== first.offers.length
  return (
    <>
      {moved ? (
        <Banner
          tone="warn"
          headline={text('counter-moved', { other: form.other.name })}
          action={<ButtonLink href={`/contacts/${encodeURIComponent(view.contact)}`}>{text('go-back')}</ButtonLink>}
        >
          {text('counter-moved-means')}
        </Banner>
      ) : null}
      <ContactForm form={form} standing={first} />
    </>
  )
}
