import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { CallState } from '../../core/call_control'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { CallFrame } from './CallFrame'
import { ended_for, next_step } from './call_state'
import { useCall } from './use_call'

const MINUTE_MS = 60_000

/** How long it was held, why it is over and for whom, and what comes next. */
export function Ended({ state }: { state: Extract<CallState, { at: 'ended' }> }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { call } = useCall()
  const { roles } = useReady()
  const { go } = usePlace()
  const { contact, reason, held_ms } = state
  const minutes = held_ms === null ? 0 : Math.round(held_ms / MINUTE_MS)
  const held = held_ms === null ? 'held-none' : minutes === 0 ? 'held-short' : 'held'
  const step = next_step(roles, held_ms !== null)
  const leave_to = (path: string) => {
    call.dismiss()
    go(path)
  }
  return (
    <CallFrame stage="ended" title={text('ended-title')} document_title={text('ended-title')}>
      <p className="call-lead">{text('ended-microphone')}</p>
      <dl className="call-facts">
        <div>
          <dt>{text('ended-held')}</dt>
          <dd>{text(held, { lasting: format.minutes(minutes) })}</dd>
        </div>
        <div>
          <dt>{text('ended-why')}</dt>
          <dd>{has(`ended-${reason}`) ? text(`ended-${reason}`) : text('ended-other')}</dd>
        </div>
        <div>
          <dt>{text('ended-whom')}</dt>
          <dd>{text(`ended-for-${ended_for(reason)}`)}</dd>
        </div>
        <div>
          <dt>{text('ended-next')}</dt>
          <dd>{text(`after-${step}`)}</dd>
        </div>
      </dl>
      <div className="row">
        {step === 'note' ? (
          <Button weight="primary" onPress={() => leave_to(place_of('contact', contact))}>
            {text('after-note-do')}
          </Button>
        ) : null}
        {step === 'release' ? (
          <Button weight="primary" onPress={() => leave_to('/press')}>
            {text('after-release-do')}
          </Button>
        ) : null}
        {ended_for(reason) === 'one' ? <Button onPress={() => void call.join(contact)}>{text('ended-join-again')}</Button> : null}
        <Button weight={step === 'note' || step === 'release' ? 'quiet' : 'primary'} onPress={() => leave_to('/')}>
          {text('back-to-desk')}
        </Button>
      </div>
    </CallFrame>
  )
}
