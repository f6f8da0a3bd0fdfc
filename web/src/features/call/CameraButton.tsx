import type { InCall } from '../../core/call_control'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { CameraChoice } from './CameraChoice'
import { useCall } from './use_call'

/** Beside the microphone: whether one is seen. */
export function CameraButton({ state }: { state: InCall }) {
  const text = useText()
  const { call } = useCall()
  const { camera, camera_fault } = state
  if (camera === 'none') return null
  const is_off = camera === 'off'
  // Another camera that is open already takes the place of this one; nobody is seen by one that was off.
  const change = () => {
    if (!is_off) void call.set_camera(false).then(() => call.set_camera(true))
  }
  return (
    <section className="stack" aria-label={text('camera')}>
      <div className="call-aside">
        <Button onPress={() => void call.set_camera(is_off)}>{text(is_off ? 'camera-turn-on' : 'camera-turn-off')}</Button>
        <p role="status">
          <strong>{text(`camera-${camera}`)}</strong>
        </p>
      </div>
      <CameraChoice stream={state.own_picture} on_choice={change} />
      {camera_fault === null ? null : <ErrorCard error={camera_fault} headline={text('camera-fault')} />}
    </section>
  )
}
