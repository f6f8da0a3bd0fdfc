import type { RingSideView, StagingSideView } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { RingState } from '../call/RingState'

/** One side: its duty officer's word, as the logs show it. */
export function SideReady({ side, ring }: { side: StagingSideView; ring: RingSideView | null }) {
  const text = useText()
  const { confirmed_unix_ms, ours } = side
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
        {ring === null ? null : (
          <>
            <dt>{text('role-principal')}</dt>
            <dd>
              <RingState ring={ring} />
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
