import type { MessageStateView, MessageView } from '../../core/shapes/messages'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Table } from '../../ui/Table'
import { Moment } from '../../ui/moment'
import { STATE_TONES } from './states'

interface StatesProps {
  message: MessageView
  name_of: (person: string, own: boolean) => string
  own: string
}

/** How far it came, by the clocks of both ends. */
export function States({ message, name_of, own }: StatesProps) {
  const text = useText()
  const at = (unix_ms: number | null) => (unix_ms === null ? <span className="quiet">{text('not-told')}</span> : <Moment unix_ms={unix_ms} />)
  // Only people of the own side have names here.
  const receiver_is_own = message.to === own
  const who = ({ person }: MessageStateView) => (person === null ? '–' : <bdi>{name_of(person, receiver_is_own)}</bdi>)
  return (
    <section className="stack" aria-labelledby="states">
      <h2 id="states">{text('message-states')}</h2>
      <p className="quiet">{text('message-states-mean')}</p>
      <Table
        caption={text('message-states')}
        rows={message.states}
        id_of={({ state }) => state}
        columns={[
          { id: 'state', title: text('state'), cell: ({ state }) => <StateBadge tone={STATE_TONES[state]}>{text(`message-state-${state}`)}</StateBadge> },
          { id: 'sender', title: text('message-clock', { side: message.from }), cell: ({ sender_unix_ms }) => at(sender_unix_ms) },
          { id: 'receiver', title: text('message-clock', { side: message.to }), cell: ({ receiver_unix_ms }) => at(receiver_unix_ms) },
          { id: 'person', title: text('message-person'), cell: who },
          { id: 'shown', title: text('message-shown-by'), cell: ({ shown_by }) => text(`shown-by-${shown_by}`) },
        ]}
      />
    </section>
  )
}
