import type { RingSideView, RingStep } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'

const TONES: Record<RingStep, Tone> = {
  'not-staged': 'plain',
  'line-fault': 'bad',
  'not-staffed': 'bad',
  sent: 'plain',
  ringing: 'active',
  answered: 'good',
  declined: 'warn',
  left: 'warn',
  unanswered: 'warn',
}

/** How a side's principal is called. */
export function RingState({ ring }: { ring: RingSideView }) {
  const text = useText()
  const { step, since_unix_ms } = ring
  return (
    <>
      <StateBadge tone={TONES[step]}>{text(`ring-step-${step}`)}</StateBadge>{' '}
      {since_unix_ms === null ? null : <Moment unix_ms={since_unix_ms} />}
    </>
  )
}
