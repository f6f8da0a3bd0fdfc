import { useState } from 'react'
import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { StagingView } from '../../core/shapes/staging'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, ButtonLink } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { StateBadge } from '../../ui/StateBadge'
import { BothMoments } from '../../ui/moment'
import { LineState } from './LineState'
import { NextStep } from './NextStep'
import { SideReady } from './SideReady'
import { can_abort, ring_of } from './staging_state'
import { useStaging } from './use_staging'

/** One contact of the board: when, who is ready, what is missing, the one thing to do; abort far from it. */
export function StagingCard({ staging }: { staging: StagingView }) {
  const text = useText()
  const format = useFormat()
  const { say, tell } = useAnnounce()
  const [aborting, setAborting] = useState(false)
  const state = useStaging(staging)
  const id = `staging-${staging.contact}`
  const ring_again = () => {
    void state.ring_again().then((done) => {
      if (done !== null) tell(text('ring-again-done'))
    })
  }
  const medium = staging.medium === null ? text('noun-contact') : text(`medium-${staging.medium}`)
  return (
    <section className="card staging" aria-labelledby={id}>
      <div className="staging-head">
        <h2 id={id}>
          <Link href={place_of('contact', staging.contact)}>{medium}</Link>
        </h2>
        <StateBadge tone={staging.phase === 'on-the-line' || staging.phase === 'staged' ? 'active' : 'plain'}>{text(`phase-${staging.phase}`)}</StateBadge>
        {staging.start_unix_ms === null ? null : <p className="staging-away">{format.from_now(staging.start_unix_ms, state.now)}</p>}
      </div>
      {staging.start_unix_ms === null ? null : <BothMoments unix_ms={staging.start_unix_ms} great />}
      {staging.public_part === null ? null : <p>{text(`staging-public-${staging.public_part}`)}</p>}
      <NextStep staging={staging} state={state} />
      {state.error === null ? null : <ErrorCard error={state.error} />}
      <div className="staging-sides">
        {staging.sides.map((side) => (
          <SideReady key={side.side} side={side} ring={ring_of(staging, side.ours)} again={state.ring_again_of(side.ours)} busy={state.ringing} ring_again={ring_again} />
        ))}
        <LineState staging={staging} />
      </div>
      <div className="staging-foot">
        <ButtonLink href={`/duty/call-sheet/${encodeURIComponent(staging.contact)}`}>{text('call-sheet')}</ButtonLink>
        {can_abort(staging) ? <Button onPress={() => setAborting(true)}>{text('staging-abort')}</Button> : null}
      </div>
      <Confirm
        title={text('staging-abort-title')}
        open={aborting}
        on_close={() => setAborting(false)}
        verb={text('staging-abort-verb')}
        busy={state.busy}
        on_confirm={() => {
          void state.abort().then((done) => {
            setAborting(false)
            if (done !== null) say(text('staging-aborted'))
          })
        }}
      >
        <p>{text(staging.phase === 'on-the-line' ? 'staging-abort-means-running' : 'staging-abort-means')}</p>
        {staging.start_unix_ms === null ? null : <BothMoments unix_ms={staging.start_unix_ms} />}
      </Confirm>
    </section>
  )
}
