import { useReady } from '../../core/hooks'
import { civil_in, useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Sign } from '../../ui/Sign'
import { useRingClosed } from './use_ring_closed'

/** Whoever is rung, or called to the duty desk, may be so while the page is closed. Others are called by nobody. */
export function RingClosed() {
  const { roles } = useReady()
  return roles.includes('principal') || roles.includes('duty-officer') ? <Offered /> : null
}

function Offered() {
  const text = useText()
  const { tell } = useAnnounce()
  const { standing, doing, failed, turn_on, turn_off } = useRingClosed()
  if (standing === null) return null
  const told = (words: string) => (done: boolean) => {
    if (done) tell(words)
  }
  return (
    <section className="card step" aria-labelledby="ring-closed">
      <h2 id="ring-closed">{text('ring-closed')}</h2>
      <p>{text('ring-closed-means')}</p>
      <p role="status">
        {standing.at === 'on' ? <Sign tone="good" /> : null} {doing === 'asking' ? text('ring-closed-asked') : standing.at === 'unfit' ? text(`ring-closed-unfit-${standing.why}`) : text(`ring-closed-${standing.at}`)}
      </p>
      {standing.at === 'on' && standing.missed_unix_ms !== null ? <Missed unix_ms={standing.missed_unix_ms} /> : null}
      {failed === null ? null : (
        <p role="alert">
          <Sign tone="warn" /> {text(`ring-closed-failed-${failed}`)}
        </p>
      )}
      {standing.at === 'off' ? (
        <div>
          <Button isPending={doing !== 'nothing'} onPress={() => void turn_on().then(told(text('ring-closed-now-on')))}>
            {text('ring-closed-turn-on')}
          </Button>
        </div>
      ) : null}
      {standing.at === 'on' ? (
        <div>
          <Button isPending={doing !== 'nothing'} onPress={() => void turn_off().then(told(text('ring-closed-now-off')))}>
            {text('ring-closed-turn-off')}
          </Button>
        </div>
      ) : null}
    </section>
  )
}

/** The last call didn't get through: that it is on says nothing of the next one. */
function Missed({ unix_ms }: { unix_ms: number }) {
  const text = useText()
  const format = useFormat()
  const { side } = useReady()
  const civil = civil_in(unix_ms, side.zone)
  return (
    <p>
      <Sign tone="warn" /> {text('ring-closed-missed', { day: format.short_day(civil), time: format.time(civil) })}
    </p>
  )
}
