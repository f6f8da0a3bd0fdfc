import type { MessageView } from '../../core/shapes/messages'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Moment } from '../../ui/moment'
import type { useMessage } from './use_messages'

interface AlarmProps {
  message: MessageView
  state: ReturnType<typeof useMessage>
  acknowledge: () => void
}

/** A FLASH that sounds: since when, at whom, and the one button that ends it. */
export function Alarm({ message, state, acknowledge }: AlarmProps) {
  const text = useText()
  const format = useFormat()
  const { alarm } = message
  return (
    <section className="alarm" aria-labelledby="alarm">
      <h2 id="alarm">{text('alarm-screen', { side: message.from })}</h2>
      {alarm === null ? null : (
        <>
          <p>
            {text('alarm-screen-since')} <Moment unix_ms={alarm.since_unix_ms} />, {format.from_now(alarm.since_unix_ms, state.now)}
          </p>
          <p>
            {alarm.everybody ? text('alarm-everybody') : null}
            {alarm.everybody || alarm.called.length === 0 ? null : (
              <>
                {text('alarm-called')} <bdi>{format.list(alarm.called.map((person) => state.name_of(person)))}</bdi>
              </>
            )}
          </p>
          {alarm.next_unix_ms === null ? null : (
            <p>
              {text('alarm-next')} <Moment unix_ms={alarm.next_unix_ms} />
            </p>
          )}
        </>
      )}
      <Button weight="primary" great isPending={state.busy} onPress={acknowledge}>
        {text('alarm-acknowledge')}
      </Button>
      <p>{text('alarm-acknowledge-means', { side: message.from })}</p>
    </section>
  )
}
