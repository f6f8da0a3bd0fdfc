import type { SoundDevice } from '../../core/bench'
import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'
import { LevelMeter } from '../../ui/LevelMeter'
import { Page } from '../../ui/Page'
import { Select } from '../../ui/Select'
import { SeeYourself } from '../call/SeeYourself'
import { useCall } from '../call/use_call'
import { useLevelWords } from '../call/use_level_words'
import { RingClosed } from '../ring_closed/RingClosed'
import { Notice } from './Notice'
import { StepCard } from './StepCard'
import { useDeviceTest } from './use_device_test'
import './device_test.css'

/** Microphone, loudspeaker, and the way to the own node: each passed or failed, with cause and next step. */
export function DeviceTest() {
  const text = useText()
  const test = useDeviceTest()
  const { results } = test
  const { state } = useCall()
  return (
    <Page title={text('device-test')} narrow>
      <p>{text('device-test-means')}</p>
      <Microphone test={test} />
      <StepCard step="hear-yourself" result={results['hear-yourself']}>
        <p>{text('hear-yourself-means')}</p>
        {test.hearing === 'asked' ? (
          <Asked question={text('hear-yourself-asked')} answer={test.heard_yourself} />
        ) : (
          <div>
            <Button onPress={test.hear_yourself} isDisabled={test.hearing !== 'idle'}>
              {text(`hear-yourself-${test.hearing}`)}
            </Button>
          </div>
        )}
      </StepCard>
      <StepCard step="speaker" result={results.speaker}>
        <Devices label={text('speaker-choice')} devices={test.speakers} chosen={test.speaker} on_choice={test.choose_speaker} />
        {test.toning === 'asked' ? (
          <Asked question={text('tone-asked')} answer={test.heard_tone} />
        ) : (
          <div>
            <Button onPress={test.play_tone} isDisabled={test.toning !== 'idle'}>
              {text(`tone-${test.toning}`)}
            </Button>
          </div>
        )}
      </StepCard>
      <section className="card step" aria-labelledby="camera">
        <h2 id="camera">{text('camera')}</h2>
        {/* The desk stays behind a call: the call's own camera alone is on then. */}
        {state.at === 'none' ? <SeeYourself /> : null}
      </section>
      <StepCard step="browser" result={results.browser} />
      <StepCard step="node" result={results.node} />
      <StepCard step="stream" result={results.stream} />
      <StepCard step="clock" result={results.clock} />
      <Notice />
      <section className="card step" aria-labelledby="served-client">
        <h2 id="served-client">{text('served-client')}</h2>
        <p>{text('served-means')}</p>
        <div>
          <ButtonLink href="/this-client">{text('served-open')}</ButtonLink>
        </div>
      </section>
      <RingClosed />
      <div className="row">
        <Button onPress={test.again}>{text('device-test-again')}</Button>
        <Button onPress={test.save_report}>{text('device-test-report')}</Button>
        <ButtonLink href="/">{text('go-back')}</ButtonLink>
      </div>
      <p className="quiet">{text('device-test-report-means')}</p>
    </Page>
  )
}

function Microphone({ test }: { test: ReturnType<typeof useDeviceTest> }) {
  const text = useText()
  const words = useLevelWords()
  return (
    <StepCard step="microphone" result={test.results.microphone}>
      <Devices label={text('microphone-choice')} devices={test.microphones} chosen={test.microphone} on_choice={test.choose_microphone} />
      {test.is_open ? (
        <>
          <p>{text('microphone-speak')}</p>
          <LevelMeter label={text('mic-level')} read={test.level} words={words} />
        </>
      ) : null}
      <div>
        <Button weight={test.is_open ? 'quiet' : 'primary'} onPress={test.is_open ? test.close : test.listen}>
          {text(test.is_open ? 'microphone-close' : 'microphone-open')}
        </Button>
      </div>
    </StepCard>
  )
}

interface DevicesProps {
  label: string
  devices: readonly SoundDevice[]
  chosen: string
  on_choice: (id: string) => void
}

/** Nothing where there is nothing to choose. */
function Devices({ label, devices, chosen, on_choice }: DevicesProps) {
  const text = useText()
  if (devices.length < 2) return null
  const options = devices.map(({ id, name }, at) => ({ key: id, text: name === '' ? text('device-unnamed', { number: at + 1 }) : name }))
  const present = options.some(({ key }) => key === chosen) ? chosen : (options[0]?.key ?? null)
  return <Select label={label} options={options} chosen={present} on_choice={on_choice} />
}

function Asked({ question, answer }: { question: string; answer: (heard: boolean) => void }) {
  const text = useText()
  return (
    <div role="group" aria-label={question} className="stack">
      <p role="status">
        <strong>{question}</strong>
      </p>
      <div className="row">
        <Button weight="primary" onPress={() => answer(true)}>
          {text('heard-yes')}
        </Button>
        <Button onPress={() => answer(false)}>{text('heard-no')}</Button>
      </div>
    </div>
  )
}
