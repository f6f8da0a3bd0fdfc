import type { InCall } from '../../core/call_control'
import { useView } from '../../core/hooks'
import type { RingSideView } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { StateBadge } from '../../ui/StateBadge'
import { Beside } from './Beside'
import { CallFrame } from './CallFrame'
import { CameraButton } from './CameraButton'
import { Link } from './Link'
import { Microphone } from './Microphone'
import { Pictures } from './Pictures'
import { Presence } from './Presence'
import { RingState } from './RingState'
import { Warnings } from './Warnings'
import { Words } from './Words'
import { useInCall } from './use_in_call'

/** The call itself: the microphone and the way out first, then who is there, then what proves it. */
export function InCallView({ state }: { state: InCall }) {
  const text = useText()
  const shown = useInCall(state)
  const { side, other_side, open_for, asking, leaving, for_both, ask_or_leave, stay, leave } = shown
  const title = text('call-title', { side: other_side?.name ?? '' })
  return (
    <CallFrame
      stage="in-call"
      title={title}
      document_title={title}
      beside={
        open_for === null ? (
          <StateBadge tone="warn">{text('floor-closed')}</StateBadge>
        ) : (
          <p className="call-time">
            <StateBadge tone="good">{text('floor-open')}</StateBadge>
            <span role="timer" aria-label={text('floor-open-for')}>
              {open_for}
            </span>
          </p>
        )
      }
    >
      {/* These two stand first and stay where they are: nothing that comes in moves them under a finger. */}
      <Microphone shown={shown} push_to_talk={state.push_to_talk} />
      {shown.mic === 'listens' ? null : <CameraButton state={state} />}
      <div className="call-leave">
        <Button weight="danger" isPending={leaving} onPress={ask_or_leave}>
          {text(for_both ? 'call-end' : 'call-leave')}
        </Button>
        <p className="quiet">{text(for_both ? 'call-end-means' : 'call-leave-means')}</p>
      </div>
      {state.camera === 'none' ? null : <Pictures state={state} side={side.name} />}
      {open_for === null ? <Waiting contact={state.contact} missing={shown.missing} other={other_side?.name ?? ''} own={side.name} /> : null}
      <Link state={state} away_for_s={shown.away_for_s} side={other_side?.name ?? ''} />
      <Warnings codes={shown.warnings} />
      <Beside contact={state.contact} />
      <Presence groups={shown.groups} heard={state.heard} zone={side.zone} />
      {shown.mic === 'listens' ? null : <Words words={state.words} own_id={side.id} other_id={other_side?.id ?? ''} other={other_side?.name ?? ''} />}
      <Confirm title={text('call-end-ask')} open={asking} on_close={stay} verb={text('call-end')} busy={leaving} on_confirm={leave}>
        <p>{text('call-end-asked')}</p>
      </Confirm>
    </CallFrame>
  )
}

function RingOf({ ring }: { ring: RingSideView | undefined }) {
  return ring === undefined || ring.step === 'answered' ? null : <RingState ring={ring} />
}

/** Why nobody is heard yet. */
function Waiting({ contact, missing, own, other }: { contact: string; missing: readonly string[]; own: string; other: string }) {
  const text = useText()
  const { data } = useView('rings', { contact })
  const ring_of = (one: string) => data?.sides.find(({ ours }) => one === (ours ? 'own-principal' : 'their-principal'))
  return (
    <div role="status" className="call-waiting">
      <p className="call-lead">{text('floor-waits')}</p>
      <ul>
        {missing.map((one) => (
          <li key={one}>
            {text(`missing-${one}`, { own, other })} <RingOf ring={ring_of(one)} />
          </li>
        ))}
      </ul>
    </div>
  )
}
