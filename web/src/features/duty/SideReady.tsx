import { Link } from 'react-aria-components'

import type { RingSideView, StagingSideView } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { RingState } from '../call/RingState'
import type { RingAgain } from './staging_state'

interface SideReadyProps {
  side: StagingSideView
  ring: RingSideView | null
  again: RingAgain
  busy: boolean
  ring_again: () => void
}

/** One side: its duty officer's word, as the logs show it, and how its principal is called. */
export function SideReady({ side, ring, again, busy, ring_again }: SideReadyProps) {
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
      {again === null ? null : <AgainButton side={side} again={again} busy={busy} ring_again={ring_again} />}
    </div>
  )
}

/** Each side has its own principal rung again; of the other's it is said whom to ask. */
function AgainButton({ side, again, busy, ring_again }: Omit<SideReadyProps, 'ring'>) {
  const text = useText()
  if (side.ours) {
    return (
      <div>
        <Button isPending={busy} onPress={ring_again}>
          {text(again === 'closed' ? 'ring-closed-pages' : 'ring-again')}
        </Button>
        {again === 'closed' ? <p className="quiet">{text('ring-closed-pages-mean')}</p> : null}
      </div>
    )
  }
  return (
    <p className="quiet">
      {text('ring-again-theirs', { side: side.side })} <Link href="/duty/order-wire">{text('duty-order-wire')}</Link>
    </p>
  )
}
