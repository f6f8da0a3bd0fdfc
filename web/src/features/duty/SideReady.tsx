import type { StagingSideView } from '../../core/shapes/staging'
import { usePersonName } from '../../core/use_people'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { RINGING_TONES, wants_help } from './staging_state'

/** One side: its duty officer's word, its principal's device, and how far ringing came. */
export function SideReady({ side }: { side: StagingSideView }) {
  const text = useText()
  const name_of = usePersonName()
  const { confirmed_unix_ms, device_ready, ringing, ours } = side
  const device = device_ready === null ? 'untold' : device_ready ? 'ready' : 'not-ready'
  const variables = { side: side.side }
  const who = ringing.person === null ? null : ours ? name_of(ringing.person) : ringing.person.slice(0, 8)
  return (
    <div className="staging-side">
      <h3>
        <bdi>{side.side}</bdi> <span className="quiet">{text(ours ? 'side-ours' : 'side-theirs')}</span>
      </h3>
      <dl>
        <dt>{text('staging-duty-officer')}</dt>
        <dd>
          {confirmed_unix_ms === null ? (
            <StateBadge>{text('staging-unconfirmed')}</StateBadge>
          ) : (
            <>
              <StateBadge tone="good">{text('staging-has-confirmed')}</StateBadge> <Moment unix_ms={confirmed_unix_ms} />
            </>
          )}
        </dd>
        <dt>{text('staging-device')}</dt>
        <dd>
          <StateBadge tone={device === 'ready' ? 'good' : device === 'not-ready' ? 'warn' : 'plain'}>{text(`device-${device}`)}</StateBadge>
        </dd>
        <dt>{text('staging-ringing')}</dt>
        <dd>
          <StateBadge tone={RINGING_TONES[ringing.state]}>{text(`ringing-${ringing.state}`)}</StateBadge>{' '}
          {who === null ? null : (
            <>
              {text(`ringing-by-${ringing.state === 'declined' ? 'declined' : 'answered'}`)} <bdi>{who}</bdi>{' '}
            </>
          )}
          {ringing.since_unix_ms === null ? null : <Moment unix_ms={ringing.since_unix_ms} />}
          {wants_help(ringing.state) ? <p className="ringing-help">{text(`ringing-help-${ringing.state}`, variables)}</p> : null}
        </dd>
      </dl>
    </div>
  )
}
