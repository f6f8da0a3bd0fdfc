import { Link } from 'react-aria-components'

import { place_of_contact } from '../../app/places'
import type { NextContact } from '../../core/generated/views'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { DayBar } from '../../ui/DayBar'
import { Empty } from '../../ui/Empty'
import { StateBadge } from '../../ui/StateBadge'
import { BothTimes } from '../../ui/Time'
import { useDays } from '../../ui/use_days'
import { LEADING, may } from '../inside/roles'
import { tone_of_phase } from './phases'
import { step_for } from './use_home'

interface NextContactCardProps {
  next: NextContact | null
  now: number
  join: (contact: string) => void
}

export function NextContactCard({ next, now, join }: NextContactCardProps) {
  const text = useText()
  const format = useFormat()
  const { roles, side } = useReady()
  if (next === null) {
    const action = may(roles, LEADING) ? <ButtonLink href="/contacts/propose">{text('contact-propose')}</ButtonLink> : undefined
    return <Empty action={action}>{text('no-next-contact')}</Empty>
  }
  const place = place_of_contact(next.contact, roles)
  const name = text('next-contact', { medium: text(`medium-${next.medium}`) })
  return (
    <section className="card next-contact" aria-labelledby="next-contact">
      <div className="next-contact-head">
        <h2 id="next-contact">
          {place === null ? name : <Link href={place}>{name}</Link>}
        </h2>
        <StateBadge tone={tone_of_phase(next.phase)}>{text(`phase-${next.phase}`)}</StateBadge>
      </div>
      <BothTimes local={next.local} great />
      <ToDoNow next={next} now={now} join={join} />
      <p className="quiet">
        {text('next-contact-when', { away: format.from_now(next.start_unix_ms, now), lasting: format.minutes(next.duration_min) })}
      </p>
      {/* This browser’s day is no capital’s. */}
      {next.local.length === 0 || side.assumed === true ? null : <Days next={next} />}
      {next.confirmed.length === 0 ? null : (
        <p>
          {text('confirmed-by')} <bdi>{format.list(next.confirmed)}</bdi>
        </p>
      )}
    </section>
  )
}

/** What this person does about it now, if anything. */
function ToDoNow({ next, now, join }: { next: NextContact; now: number; join: (contact: string) => void }) {
  const text = useText()
  const { roles, side } = useReady()
  switch (step_for(next, roles, side.name, now)) {
    case 'join':
      return (
        <div className="row">
          <Button weight="primary" great onPress={() => join(next.contact)}>
            {text('call-join')}
          </Button>
          <ButtonLink href="/device-test">{text('principal-check-sound')}</ButtonLink>
        </div>
      )
    case 'sit-down':
      return (
        <>
          <p role="status">{text('home-sit-down')}</p>
          <div>
            <ButtonLink href="/device-test">{text('principal-check-sound')}</ButtonLink>
          </div>
        </>
      )
    case 'stage':
      return (
        <ButtonLink weight="primary" great href="/duty">
          {text('home-stage')}
        </ButtonLink>
      )
    case 'see-rings':
      return (
        <div>
          <ButtonLink weight="primary" href="/duty">
            {text('home-see-rings')}
          </ButtonLink>
        </div>
      )
    case 'none':
      return null
  }
}

/** In both capitals' days; where it can't be shown the times above say all. */
function Days({ next }: { next: NextContact }) {
  const { start_unix_ms, duration_min, local } = next
  const held = { start_unix_ms, duration_min }
  const { days } = useDays(local[0]?.civil.slice(0, 10) ?? '', local, held)
  return days === null ? null : <DayBar days={days} held={held} />
}
