import type { CoalitionView, HeardView } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import { TONES } from './use_coalitions'

/** Members, each with what it is said to hold; then what all of them are said to answer. None of it is signed. */
export function Positions({ coalition }: { coalition: CoalitionView }) {
  const text = useText()
  const { members, common_line, reply, reply_heard } = coalition
  return (
    <ul className="kept-list">
      {members.map((one) => (
        <li key={one.member}>
          <Heard heard={one.heard}>
            <p className="kept-head">
              <strong>
                <bdi>{one.member}</bdi>
              </strong>
              <StateBadge tone={TONES[one.stance] ?? 'plain'}>{text(`stance-${one.stance}`)}</StateBadge>
            </p>
            {one.words === '' ? null : (
              <blockquote className="words-of">
                <bdi>{one.words}</bdi>
              </blockquote>
            )}
          </Heard>
        </li>
      ))}
      <li>
        <Heard heard={reply_heard}>
          <p className="kept-head">
            <strong>{text('common-line')}</strong>
            <StateBadge tone="plain">{text(`common-line-${common_line}`)}</StateBadge>
          </p>
          {reply === '' ? null : (
            <blockquote className="words-of">
              <bdi>{reply}</bdi>
            </blockquote>
          )}
        </Heard>
      </li>
    </ul>
  )
}

/** With a source: by its frame and its badge hearsay. Without: nothing is known. */
function Heard({ heard, children }: { heard: HeardView | null; children: React.ReactNode }) {
  const text = useText()
  if (heard === null) return <div className="kept">{children}</div>
  return (
    <div className="reported">
      <p>
        <StateBadge tone="warn">{text('reported')}</StateBadge>
      </p>
      {children}
      <p className="quiet">
        {text('heard-by-way-of')} <bdi>{heard.source}</bdi>, <Moment unix_ms={heard.at_unix_ms} />
      </p>
    </div>
  )
}
