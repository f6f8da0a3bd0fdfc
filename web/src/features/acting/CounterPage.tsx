import { type ReactNode, useState } from 'react'

import type { CoreError } from '../../core/core'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'

interface CounterPageProps {
  title: string
  of: { error: CoreError | null; loading: boolean; again: () => void }
  children: ReactNode
}

/** The page on which an offer is countered, while what it counters is fetched. */
export function CounterPage({ title, of: { error, loading, again }, children }: CounterPageProps) {
  const text = useText()
  return (
    <Page title={title} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {children}
    </Page>
  )
}

/** What the form began from stays, whatever comes in meanwhile; `moved`: something did. */
export function useFirst<V extends { phase: string; offers: readonly unknown[] }>(view: V): { first: V; moved: boolean } {
  const [first] = useState(view)
  return { first, moved: view.phase !== first.phase || view.offers.length !== first.offers.length }
}

/** Newer terms are told of, not slipped under what was filled in. */
export function Moved({ moved, headline, back }: { moved: boolean; headline: string; back: string }) {
  const text = useText()
  if (!moved) return null
  return (
    <Banner tone="warn" headline={headline} action={<ButtonLink href={back}>{text('go-back')}</ButtonLink>}>
      {text('counter-moved-means')}
    </Banner>
  )
}
