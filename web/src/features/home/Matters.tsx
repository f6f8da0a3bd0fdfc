import { Link } from 'react-aria-components'

import { place_to_do } from '../../app/places'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { ShortTimes } from '../../ui/Time'
import type { Group } from './use_home'
import type { Waits } from './waits'

/** Everything of one group; nothing where it is empty. */
export function Matters({ group, matters, now }: { group: Group; matters: readonly Waits[]; now: number }) {
  const { text } = useLanguage()
  if (matters.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`matters-${group}`}>
      <h2 id={`matters-${group}`}>{text(`group-${group}`, { count: matters.length })}</h2>
      <ul className="matters">
        {matters.map((matter) => (
          <li key={`${matter.subject} ${matter.to_do} ${matter.side}`}>
            <Matter matter={matter} group={group} now={now} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Matter({ matter, group, now }: { matter: Waits; group: Group; now: number }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { roles } = useReady()
  const { to_do, noun, title, due_unix_ms, local } = matter
  const overdue = group === 'overdue'
  const id = [`todo-${to_do}-${noun}`, `todo-${to_do}`].find(has)
  const what = id === undefined ? to_do : text(id)
  const noun_id = [`noun-${noun}`, `kind-${noun}`].find(has)
  return (
    <div className="matter">
      <div className="matter-words">
        <Link href={matter.href ?? place_to_do(matter, roles)} className="matter-link">
          {what}
        </Link>
        <p>
          {noun_id === undefined ? noun : text(noun_id)}
          {title === null ? null : (
            <>
              {text('colon')}
              <bdi>{title}</bdi>
            </>
          )}
        </p>
      </div>
      {due_unix_ms === null ? null : (
        <p className="matter-due">
          {overdue ? <StateBadge tone="bad">{text('overdue')}</StateBadge> : null}
          <span>
            {text('due')} <ShortTimes local={local} />
          </span>
          <span className="quiet">{format.from_now(due_unix_ms, now)}</span>
        </p>
      )}
    </div>
  )
}
