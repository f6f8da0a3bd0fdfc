import type { InCall } from '../../core/call_control'
import { useText } from '../../i18n/text'
import { Banner } from '../../ui/Banner'
import type { Tone } from '../../ui/Sign'
import { StateBadge } from '../../ui/StateBadge'

const TONES: Record<InCall['quality'], Tone> = { good: 'good', 'your-uplink': 'warn', 'your-downlink': 'warn', 'their-side': 'warn', unknown: 'plain' }

interface LinkProps {
  state: InCall
  away_for_s: number | null
  side: string
}

/** The way to the own node, the line between the nodes, and what the voices suffer. */
export function Link({ state, away_for_s, side }: LinkProps) {
  const text = useText()
  if (away_for_s !== null) {
    return (
      <Banner tone="bad" headline={text('away-headline')}>
        {/* Counted for the eye; that it is away was said once. */}
        <span aria-live="off">{text('away-since', { seconds: away_for_s })}</span> {text('away-means')}
      </Banner>
    )
  }
  if (!state.line_up) {
    return (
      <Banner tone="bad" headline={text('call-line-lost', { side })}>
        {text('call-line-lost-means')}
      </Banner>
    )
  }
  return (
    <p className="call-quality">
      <span>{text('quality')}</span> <StateBadge tone={TONES[state.quality]}>{text(`quality-${state.quality}`, { side })}</StateBadge>
    </p>
  )
}
