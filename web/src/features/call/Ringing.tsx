import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { Clocks } from '../../ui/Clock'
import { ErrorCard } from '../../ui/ErrorCard'
import { BothTimes } from '../../ui/Time'
import { CallFrame } from './CallFrame'
import { SeeYourself } from './SeeYourself'
import { useRinging } from './use_ringing'

interface RingingProps {
  contact: string
  /** How often. */
  rung: number
}

/** Whose call, both sides' times, one large action. */
export function Ringing({ contact, rung }: RingingProps) {
  const text = useText()
  const { title, sides, next, unfit, sounds, turn, take, not_now } = useRinging(contact, rung)
  return (
    <CallFrame stage="ringing" title={title}>
      <p className="call-lead">{text(next === null ? 'ringing-lead' : `ringing-lead-${next.medium}`)}</p>
      {unfit === null ? (
        <Button weight="primary" great onPress={take}>
          {text('principal-join')}
        </Button>
      ) : (
        <ErrorCard error={unfit} headline={text('unfit-headline')} />
      )}
      <div className="call-aside">
        <Button onPress={not_now}>{text('not-now')}</Button>
        <p className="quiet">{text('not-now-means')}</p>
      </div>
      {next?.medium === 'videoconference' && unfit === null ? <SeeYourself /> : null}
      {next === null ? null : (
        <section className="stack" aria-labelledby="ringing-agreed">
          <h2 id="ringing-agreed">{text('ringing-agreed')}</h2>
          <BothTimes local={next.local} />
        </section>
      )}
      <section className="stack" aria-labelledby="ringing-now">
        <h2 id="ringing-now">{text('principal-now')}</h2>
        <Clocks sides={sides} size="great" />
      </section>
      <div>
        <Button onPress={turn} preventFocusOnPress>
          {text(sounds ? 'ring-silence' : 'ring-sound')}
        </Button>
      </div>
    </CallFrame>
  )
}
