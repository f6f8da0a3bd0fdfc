import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import type { NextContact } from '../../core/generated/views'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { DayBar } from '../../ui/DayBar'
import { Empty } from '../../ui/Empty'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { useDays } from '../../ui/use_days'
import { LEADING, may } from '../inside/roles'
import { tone_of_phase } from './phases'

export function NextContactCard({ next, now }: { next: NextContact | null; now: number }) {
  const text = useText()
  const format = useFormat()
  const { roles } = useReady()
  if (next === null) {
    const action = may(roles, LEADING) ? <ButtonLink href="/contacts/propose">{text('contact-propose')}</ButtonLink> : undefined
    return <Empty action={action}>{text('no-next-contact')}</Empty>
  }
  return (
    <section className="card next-contact" aria-labelledby="next-contact">
      <div className="next-contact-head">
        <h2 id="next-contact">
          <Link href={place_of('contact', next.contact)}>{text('next-contact', { medium: text(`medium-${next.medium}`) })}</Link>
        </h2>
        <StateBadge tone={tone_of_phase(next.phase)}>{text(`phase-${next.phase}`)}</StateBadge>
      </div>
      <BothTimes local={next.local} great />
      <p className="quiet">
        {text('next-contact-when', { away: format.from_now(next.start_unix_ms, now), lasting: format.minutes(next.duration_min) })}
      </p>
      {next.local.length === 0 ? null : <Days next={next} />}
      {next.confirmed.length === 0 ? null : (
        <p>
          {text('confirmed-by')} <bdi>{format.list(next.confirmed)}</bdi>
        </p>
      )}
    </section>
  )
}

/** In both capitals' days; where it can't be shown the times above say all. */
function Days({ next }: { next: NextContact }) {
  const { start_unix_ms, duration_min, local } = next
  const held = { start_unix_ms, duration_min }
  const { days } = useDays(local[0]?.civil.slice(0, 10) ?? '', local, held)
  return days === null ? null : <DayBar days={days} held={held} />
}
