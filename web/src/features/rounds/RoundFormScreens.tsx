import { place_of } from '../../app/places'
import type { RoundView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { Page } from '../../ui/Page'
import { CounterPage, Moved, useFirst } from '../acting/CounterPage'
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
  const round = useRound(params['round'] ?? '')
  const { view } = round
  return (
    <CounterPage title={text(typeof view?.agreed === 'string' ? 'contact-amend' : 'contact-counter')} of={round}>
      {view === null ? null : view.terms === null ? <p>{text('round-sealed')}</p> : <Standing key={view.round} view={view} />}
    </CounterPage>
  )
}

function Standing({ view }: { view: RoundView }) {
  const text = useText()
  const { first, moved } = useFirst(view)
  const form = useRoundForm(first)
  return (
    <>
      <Moved moved={moved} headline={text('round-moved', { other: form.other.name })} back={place_of('round', view.round)} />
      <RoundForm form={form} standing={first} />
    </>
  )
}
