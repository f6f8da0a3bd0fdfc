import type { MessageView } from '../../core/shapes/messages'
import { PRECEDENCES } from '../../core/shapes/messages'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { ErrorCard } from '../../ui/ErrorCard'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { StateBadge } from '../../ui/StateBadge'
import { TextField } from '../../ui/TextField'
import { Moment } from '../../ui/moment'
import { PrecedenceBadge } from '../messages/PrecedenceBadge'
import { STATE_TONES } from '../messages/states'
import { DutyParts } from './DutyParts'
import { sent_at, useOrderWire, waits_for_us } from './use_order_wire'
import './duty.css'

export function OrderWireScreen() {
  const text = useText()
  const { tell } = useAnnounce()
  const wire = useOrderWire()
  return (
    <Page title={text('duty-order-wire')} narrow>
      <DutyParts />
      <p className="quiet">{text('order-wire-means', { side: wire.other })}</p>
      {wire.error === null ? null : <ErrorCard error={wire.error} again={wire.again} />}
      {wire.loading ? <p role="status">{text('loading')}</p> : null}
      {wire.empty ? <Empty>{text('order-wire-empty')}</Empty> : null}
      <ol className="wire" aria-label={text('duty-order-wire')}>
        {wire.messages.map((message) => (
          <WireMessage key={message.message} message={message} own_side={wire.side} busy={wire.acknowledging} acknowledge={() => void wire.acknowledge(message.message)} />
        ))}
      </ol>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void wire.send().then((sent) => {
            if (sent) tell(text('order-wire-sent'))
          })
        }}
      >
        <TextField label={text('order-wire-words', { side: wire.other })} lines value={wire.words} onChange={wire.setWords} />
        <Select
          label={text('precedence')}
          options={PRECEDENCES.map((key) => ({ key, text: text(`precedence-${key}`) }))}
          chosen={wire.precedence}
          on_choice={wire.setPrecedence}
        />
        <div>
          <Button type="submit" weight="primary" isPending={wire.busy} isDisabled={wire.words.trim() === ''}>
            {text('order-wire-send')}
          </Button>
        </div>
      </form>
    </Page>
  )
}

interface WireMessageProps {
  message: MessageView
  own_side: string
  busy: boolean
  acknowledge: () => void
}

function WireMessage({ message, own_side, busy, acknowledge }: WireMessageProps) {
  const text = useText()
  const ours = message.from === own_side
  const at = sent_at(message)
  return (
    <li className={ours ? 'wire-message wire-ours' : 'wire-message wire-theirs'}>
      <div className="wire-foot">
        <strong>
          <bdi>{message.from}</bdi>
        </strong>
        {at === null ? null : <Moment unix_ms={at} />}
        {message.precedence === 'routine' ? null : <PrecedenceBadge precedence={message.precedence} />}
      </div>
      {message.text === null ? (
        <p className="quiet">{text('message-sealed')}</p>
      ) : (
        <p className="wire-text">
          <bdi {...(message.text.original.language === '' ? {} : { lang: message.text.original.language })}>{message.text.original.text}</bdi>
        </p>
      )}
      <div className="wire-foot">
        <StateBadge tone={message.line_fault ? 'bad' : STATE_TONES[message.state]}>{text(message.line_fault ? 'message-line-fault' : `message-state-${message.state}`)}</StateBadge>
        {waits_for_us(message, own_side) ? (
          <Button isPending={busy} onPress={acknowledge}>
            {text('message-acknowledge')}
          </Button>
        ) : null}
      </div>
    </li>
  )
}
