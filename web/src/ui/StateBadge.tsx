import type { ReactNode } from 'react'

import { Sign, type Tone } from './Sign'
import './state_badge.css'

/** A state in words, with a sign of its own; the colour only repeats it. */
export function StateBadge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={`state-badge state-badge-${tone}`}>
      <Sign tone={tone} />
      <span>{children}</span>
    </span>
  )
}
