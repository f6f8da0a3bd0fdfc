import { Link } from 'react-aria-components'

import { place_to_do } from '../../app/places'
import type { HomeMatter } from '../../core/generated/views'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { OwnTime } from '../../ui/Time'
import type { Group } from './use_home'

/** Everything of one group; nothing where it is empty. */
export function Matters({ group, matters, now }: { group: Group; matters: readonly HomeMatter[]; now: number }) {
  const { text } = useLanguage()
  if (matters.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`matters-${group}`}>
      <h2 id={`matters-${group}`}>{text(`group-${group}`, { count: matters.length })}</h2>
      <ul className="matters">
        {matters.map((matter) => (
          <li key={`${matter.subject} ${matter.to_do} ${matter.side}`}>
            <Matter matter={matter} now={now} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Matter({ matter, now }: { matter: HomeMatter; now: number }) {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { roles } = useReady()
  const { to_do, noun, title, due_unix_ms, local, overdue } = matter
  const id = [`todo-${to_do}-${noun}`, `todo-${to_do}`].find(has)
  const what = id === undefined ? to_do : text(id)
  return (
    <div className="matter">
      <div className="matter-words">
        <Link href={place_to_do(matter, roles)} className="matter-link">
          {what}
        </Link>
        <p>
          {has(`noun-${noun}`) ? text(`noun-${noun}`) : noun}
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
            {text('due')} <OwnTime local={local} />
          </span>
          <span className="quiet">{format.from_now(due_unix_ms, now)}</span>
        </p>
      )}
    </div>
  )
}
