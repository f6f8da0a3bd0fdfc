import { Button as AriaButton } from 'react-aria-components'

import { useText } from '../../i18n/text'
import { Checkbox } from '../../ui/Choice'
import { LevelMeter } from '../../ui/LevelMeter'
import { MicSign } from './MicSign'
import type { useInCall } from './use_in_call'
import { useLevelWords } from './use_level_words'

interface MicrophoneProps {
  shown: ReturnType<typeof useInCall>
  push_to_talk: boolean
}

/** Whether one is heard: as a word, a shape and a colour, on one great button. */
export function Microphone({ shown, push_to_talk }: MicrophoneProps) {
  const text = useText()
  const words = useLevelWords()
  const { mic, mic_button, press, release, level, set_push_to_talk } = shown
  if (mic === 'listens') {
    return (
      <div className="mic mic-listens">
        <MicSign open={false} />
        <p>
          <strong className="mic-state">{text('mic-listens')}</strong>
          <span>{text('mic-does-listens')}</span>
        </p>
      </div>
    )
  }
  const held = push_to_talk ? { onPressStart: press, onPressEnd: release } : { onPress: press }
  return (
    <section className="stack" aria-label={text('mic')}>
      <AriaButton ref={mic_button} className={`mic mic-${mic}`} {...held}>
        <MicSign open={mic !== 'muted' && mic !== 'held-back'} />
        <span className="mic-words">
          <strong className="mic-state">{text(`mic-${mic}`)}</strong>
          <span>{text(push_to_talk ? 'mic-does-hold' : `mic-does-${mic}`)}</span>
        </span>
      </AriaButton>
      <div className="mic-level">
        <p id="mic-level">{text('mic-level')}</p>
        <LevelMeter label={text('mic-level')} read={level} words={words} />
      </div>
      <Checkbox on={push_to_talk} on_change={set_push_to_talk}>
        {text('push-to-talk')}
      </Checkbox>
    </section>
  )
}
