/** Where an exchange stands for one side, and what it can do about it. */
import type { ExchangePartView, ExchangeView } from '../../core/generated/views'
import type { Tone } from '../../ui/Sign'

const TONES: Readonly<Record<string, Tone>> = {
  lodging: 'active',
  lodged: 'active',
  'half-revealed': 'warn',
  revealed: 'good',
  lapsed: 'warn',
}

export function tone_of_exchange(state: string): Tone {
  return TONES[state] ?? 'plain'
}

/** What is ours to do: `wait-receipt` until the other log shows our paper, before which revealing is refused. */
export type Step = 'lodge' | 'wait-lodge' | 'wait-receipt' | 'reveal' | 'wait-reveal' | 'done' | 'cheated' | 'unreadable' | 'lapsed'

export function step_of({ state, sides, until_unix_ms }: ExchangeView, own: string, now_unix_ms: number): Step {
  const part = sides.find(({ side }) => side === own)
  switch (state) {
    case 'lodging':
      if (part?.lodged !== null && part !== undefined) return 'wait-lodge'
      return now_unix_ms < until_unix_ms ? 'lodge' : 'lapsed'
    case 'lodged':
    case 'half-revealed':
      if (part?.revealed_unix_ms !== null && part !== undefined) return 'wait-reveal'
      return part?.lodged?.received_unix_ms === null ? 'wait-receipt' : 'reveal'
    case 'revealed':
      if (sides.some(({ showed_another }) => showed_another)) return 'cheated'
      return sides.some(({ unreadable }) => unreadable === true) ? 'unreadable' : 'done'
    default:
      return 'lapsed'
  }
}

/** What one side did, the last thing first told. */
export type PartState = 'nothing' | 'lodged' | 'revealed' | 'showed-another' | 'unreadable'

export function state_of_part({ lodged, commitment, revealed_unix_ms, showed_another, unreadable }: ExchangePartView): PartState {
  if (showed_another) return 'showed-another'
  if (unreadable === true) return 'unreadable'
  if (revealed_unix_ms !== null) return 'revealed'
  return lodged !== null || commitment !== null ? 'lodged' : 'nothing'
}

export const TONE_OF_PART: Readonly<Record<PartState, Tone>> = {
  nothing: 'plain',
  lodged: 'active',
  revealed: 'good',
  'showed-another': 'bad',
  unreadable: 'warn',
}
