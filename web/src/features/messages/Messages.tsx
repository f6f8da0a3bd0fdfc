import { Link } from 'react-aria-components'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { MessageLine } from '../../core/shapes/messages'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { ButtonLink } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { StateBadge } from '../../ui/StateBadge'
import { useKeys } from '../../ui/keys'
import { Moment } from '../../ui/moment'
import { MessageParts } from './MessageParts'
import { PrecedenceBadge } from './PrecedenceBadge'
import { GROUPS, type Group } from './inbox'
import { STATE_TONES } from './states'
import { useInbox } from './use_messages'
import './messages.css'

const NEW = '/messages/new'

export function MessagesScreen() {
  const text = useText()
  const { go } = usePlace()
  const inbox = useInbox()
  useKeys(inbox.writes ? [{ key: 'n', text: text('message-new'), run: () => go(NEW) }] : [])
  return (
    <Page
      title={text('nav-messages')}
      actions={
        inbox.writes ? (
          <ButtonLink weight="primary" href={NEW}>
            {text('message-new')}
          </ButtonLink>
        ) : null
      }
    >
      <MessageParts />
      {inbox.error === null ? null : <ErrorCard error={inbox.error} again={inbox.again} />}
      {inbox.loading ? <p role="status">{text('loading')}</p> : null}
      {inbox.empty ? <Empty>{text('messages-empty')}</Empty> : null}
      {GROUPS.map((group) => (
        <Lines key={group} group={group} lines={inbox.groups.get(group) ?? []} now={inbox.now} />
      ))}
    </Page>
  )
}

function Lines({ group, lines, now }: { group: Group; lines: readonly MessageLine[]; now: number }) {
  const text = useText()
  if (lines.length === 0) return null
  return (
    <section className="stack" aria-labelledby={`messages-${group}`}>
      <h2 id={`messages-${group}`}>{text(`messages-group-${group}`)}</h2>
      <ul className={group === 'sounds' ? 'message-lines message-lines-sound' : 'message-lines'}>
        {lines.map((line) => (
          <li key={line.message}>
            <Line line={line} now={now} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Line({ line, now }: { line: MessageLine; now: number }) {
  const text = useText()
  const format = useFormat()
  const { acknowledge_by_unix_ms: by } = line
  const awaited = line.state !== 'acknowledged' && by !== null
  return (
    <div className="message-line">
      <PrecedenceBadge precedence={line.precedence} />
      <div className="message-line-words">
        <Link href={place_of('message', line.message)} className="message-line-link">
          {line.title === null ? text('message-sealed-title') : <bdi>{line.title}</bdi>}
        </Link>
        <p className="quiet">
          {text('message-from')} <bdi>{line.from}</bdi>
          {line.sent_unix_ms === null ? null : (
            <>
              , <Moment unix_ms={line.sent_unix_ms} />
            </>
          )}
        </p>
      </div>
      <p className="message-line-state">
        <StateBadge tone={STATE_TONES[line.state]}>{text(`message-state-${line.state}`)}</StateBadge>
        {awaited ? (
          <span>
            {text('message-by')} <Moment unix_ms={by} />, {format.from_now(by, now)}
          </span>
        ) : null}
      </p>
    </div>
  )
}
