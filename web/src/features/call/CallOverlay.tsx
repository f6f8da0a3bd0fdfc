import type { CallState } from '../../core/call_control'
import type { CoreError } from '../../core/core'
import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { CallFrame } from './CallFrame'
import { Ended } from './Ended'
import { InCallView } from './InCall'
import { Ringing } from './Ringing'
import { useAwaitRing, useCall } from './use_call'
import { useFitness } from './use_fitness'

/** Ringing and the call, over everything. */
export function CallOverlay() {
  const { state } = useCall()
  const { roles } = useReady()
  return (
    <>
      {roles.includes('principal') ? <AwaitRing /> : null}
      <Stage state={state} />
    </>
  )
}

function AwaitRing() {
  useAwaitRing(useFitness())
  return null
}

function Stage({ state }: { state: CallState }) {
  switch (state.at) {
    case 'none':
      return null
    case 'ringing':
      return <Ringing contact={state.contact} rung={state.rung} />
    case 'joining':
      return <Joining />
    case 'in-call':
      return <InCallView state={state} />
    case 'ended':
      return <Ended state={state} />
    case 'refused':
      return <Refused contact={state.contact} error={state.error} />
  }
}

function Joining() {
  const text = useText()
  return (
    <CallFrame stage="joining" title={text('joining-title')} document_title={text('joining-title')}>
      <p role="status" className="call-lead">
        {text('joining-means')}
      </p>
    </CallFrame>
  )
}

function Refused({ contact, error }: { contact: string; error: CoreError }) {
  const text = useText()
  const { call } = useCall()
  return (
    <CallFrame stage="refused" title={text('refused-title')} document_title={text('refused-title')}>
      <ErrorCard error={error} headline={text('refused-headline')} again={() => void call.join(contact)} />
      <div>
        <Button onPress={() => call.dismiss()}>{text('back-to-desk')}</Button>
      </div>
    </CallFrame>
  )
}
