import { useState } from 'react'

import type { StagingView } from '../../core/shapes/staging'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { Sign } from '../../ui/Sign'
import { Moment } from '../../ui/moment'
import { type RingAgain, side_of } from './staging_state'
import { useWhyDown } from './use_why_down'
import type { useStaging } from './use_staging'

interface NextStepProps {
  staging: StagingView
  state: ReturnType<typeof useStaging>
}

/** What is missing in words, and one button. */
export function NextStep({ staging, state }: NextStepProps) {
  const text = useText()
  const { lacks } = state
  const others = side_of(staging, false)?.side ?? ''
  const why_down = useWhyDown()
  const variables = { side: others, reason: why_down(staging.line_reason) ?? 'none' }
  const nothing = lacks.length === 0
  return (
    <div className="next-step">
      {nothing || staging.call_now !== null ? null : (
        <div>
          <h3>{text('staging-missing')}</h3>
          <ul className="lacks">
            {lacks.map((lack) => (
              <li key={lack}>
                <Sign tone={lack === 'own-confirmation' || lack === 'their-confirmation' ? 'plain' : 'warn'} />
                <span>{text(`lack-${lack}`, variables)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Action staging={staging} state={state} others={others} />
    </div>
  )
}

function called_words(again: RingAgain): string {
  switch (again) {
    case 'closed':
      return 'staging-called-closed'
    case 'left':
      return 'staging-called-left'
    case 'pages':
      return 'staging-called-again'
    case null:
      return 'staging-called'
  }
}

function Action({ staging, state, others }: NextStepProps & { others: string }) {
  const text = useText()
  const format = useFormat()
  const { tell } = useAnnounce()
  const [careful, setCareful] = useState(false)
  const { step, busy, now } = state
  const confirm = () => {
    void state.confirm().then((done) => {
      setCareful(false)
      if (done !== null) tell(text('staging-confirmed'))
    })
  }
  switch (step.at) {
    case 'take-call':
      return (
        <>
          <p className="step-words">{text('call-now-theirs', { side: others, left: format.from_now(step.until_unix_ms, now) })}</p>
          <Button weight="primary" great isPending={busy} onPress={() => void state.take()}>
            {text('call-now-take')}
          </Button>
          <p className="quiet">{text('call-now-take-means')}</p>
        </>
      )
    case 'wait-for-taking':
      return <p className="step-words">{text('call-now-ours', { side: others, left: format.from_now(step.until_unix_ms, now) })}</p>
    case 'confirm':
      return (
        <>
          <Button weight={step.early ? 'quiet' : 'primary'} great={!step.early} isPending={busy} onPress={() => (step.early ? setCareful(true) : confirm())}>
            {text('staging-confirm')}
          </Button>
          <p className="quiet">{text('staging-confirm-means', { side: others })}</p>
          <Confirm
            title={text('staging-careful')}
            open={careful}
            on_close={() => setCareful(false)}
            verb={text('staging-confirm-anyway')}
            weight="primary"
            busy={busy}
            on_confirm={confirm}
          >
            <p>
              <Sign tone="warn" /> {text('lack-early')}
            </p>
          </Confirm>
        </>
      )
    case 'blocked':
      return <p className="step-words">{text('staging-blocked')}</p>
    case 'wait-for-theirs':
      return <p className="step-words">{text('staging-wait', { side: others })}</p>
    case 'called':
      return <p className="step-words">{text(called_words(step.again))}</p>
    case 'on-the-line':
      return (
        <p className="step-words">
          {text('staging-running')} {staging.started_unix_ms === null ? null : <Moment unix_ms={staging.started_unix_ms} />}
        </p>
      )
    case 'none':
      return null
  }
}
