import type { CallMember } from '../../core/call_events'
import { short_id } from '../../core/use_people'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import type { Group } from './call_state'

interface PresenceProps {
  groups: readonly Group[]
  heard: readonly string[]
  zone: string
}

/** Everybody who is in the call; nobody is in it unseen. */
export function Presence({ groups, heard, zone }: PresenceProps) {
  const text = useText()
  return (
    <section className="stack" aria-labelledby="presence">
      <h2 id="presence">{text('presence')}</h2>
      <div className="presence">
        {groups.map(({ own, side, members }) => (
          <section key={own ? 'own' : 'other'} className="presence-side" aria-label={side}>
            <h3>
              <bdi>{side}</bdi> {own ? <span className="quiet">{text('presence-own-side')}</span> : null}
            </h3>
            {members.length === 0 ? <p className="quiet">{text('presence-nobody')}</p> : null}
            <ul>
              {members.map((member) => (
                <Member key={member.device} member={member} heard={heard.includes(member.device)} zone={zone} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  )
}

function Member({ member, heard, zone }: { member: CallMember; heard: boolean; zone: string }) {
  const text = useText()
  const format = useFormat()
  const { roles, this_device, person, accredited_until_unix_ms } = member
  return (
    <li className={this_device ? 'member member-own' : 'member'}>
      <p className="member-roles">
        <strong>{format.list(roles.map((role) => text(`role-${role}`)))}</strong>
        {this_device ? <StateBadge tone="active">{text('presence-this-device')}</StateBadge> : null}
        {heard ? <StateBadge tone="good">{text('presence-heard')}</StateBadge> : null}
      </p>
      <p className="quiet">
        {text('presence-accredited', {
          // Offices stand above.
          person: short_id(person),
          until: format.short_day(civil_in(accredited_until_unix_ms, zone === '' ? 'UTC' : zone)),
        })}
      </p>
    </li>
  )
}
