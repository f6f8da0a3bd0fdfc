import { useState } from 'react'

import { place_of } from '../../app/places'
import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import { ButtonLink } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { RoundForm } from './RoundForm'
import { useRound } from './use_round'
import { useRoundForm } from './use_round_form'

export function ProposeRoundScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  return (
    <Page title={text('round-propose')} narrow>
      <Blank track={params['track'] ?? null} />
    </Page>
  )
}

function Blank({ track }: { track: string | null }) {
  return <RoundForm form={useRoundForm(null, track)} standing={null} />
}

export function CounterRoundScreen({ params }: { params: Record<string, string> }) {
  const text = useText()
  const { view, error, loading, again } = useRound(params['round'] ?? '')
  return (
    <Page title={text(typeof view?.agreed === 'string' ? 'contact-amend' : 'contact-counter')} narrow>
      {error === null ? null : <ErrorCard error={error} again={again} />}
      {loading ? <p role="status">{text('loading')}</p> : null}
      {view === null ? null : view.terms === null ? <p>{text('round-sealed')}</p> : <Standing key={view.round} view={view} />}
    </Page>
  )
}

/** The terms from which it began: newer ones are told of, not slipped under what was filled in. */
function Standing({ view }: { view: RoundView }) {
  const text = useText()
  const [first] = useState(view)
  const form = useRoundForm(first)
  const moved = view.phase !== first.phase || view.offers.length !== first.offers.length
  return (
    <>
      {moved ? (
        <Banner tone="warn" headline={text('round-moved', { other: form.other.name })} action={<ButtonLink href={place_of('round', view.round)}>{text('go-back')}</ButtonLink>}>
          {text('counter-moved-means')}
        </Banner>
      ) : null}
      <RoundForm form={form} standing={first} />
    </>
  )
}
