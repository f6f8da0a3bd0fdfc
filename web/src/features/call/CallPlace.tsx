import type { Params } from '../../app/router'
import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { Page } from '../../ui/Page'
import { BothTimes } from '../../ui/Time'
import { may_speak } from './call_state'
import { SeeYourself } from './SeeYourself'
import { UnfitCard } from './UnfitCard'
import { useCall, useContactOfCall } from './use_call'
import { useFitness } from './use_fitness'

/** The place of a call that one isn't in yet: to go in, or to see why not. */
export function CallPlace({ params }: { params: Params }) {
  const text = useText()
  const { call, state } = useCall()
  const { other_side, roles } = useReady()
  const contact = params['contact'] ?? ''
  const next = useContactOfCall(contact)
  const unfit = useFitness()
  const opens = next?.can_join === true
  return (
    <Page title={text('call-title', { side: other_side?.name ?? '' })} narrow>
      {next === null ? null : <BothTimes local={next.local} />}
      <UnfitCard />
      <p className="call-lead">{text(opens ? (may_speak(roles) ? 'call-place-speak' : 'call-place-listen') : 'call-place-later')}</p>
      {opens && unfit === null ? (
        <Button weight="primary" great onPress={() => void call.join(contact)}>
          {text(roles.includes('principal') ? 'principal-join' : 'call-join')}
        </Button>
      ) : null}
      {next?.medium === 'videoconference' && may_speak(roles) && state.at === 'none' ? <SeeYourself /> : null}
      <ButtonLink href="/device-test">{text('principal-check-sound')}</ButtonLink>
    </Page>
  )
}
