import type { Precedence } from '../../core/shapes/messages'
import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { PRECEDENCE_TONES } from './states'

export function PrecedenceBadge({ precedence }: { precedence: Precedence }) {
  const text = useText()
  return <StateBadge tone={PRECEDENCE_TONES[precedence]}>{text(`precedence-${precedence}`)}</StateBadge>
}
