import type { SilenceView } from '../../core/generated/views'
import type { Tone } from '../../ui/Sign'

const TONES: Readonly<Record<string, Tone>> = {
  running: 'active',
  adopted: 'good',
  broken: 'bad',
  withdrawn: 'bad',
  unproved: 'warn',
  missed: 'warn',
}

export function tone_of_silence(state: string): Tone {
  return TONES[state] ?? 'plain'
}

/** Whose silence counts objects; whose text it is takes it back; both while it runs. */
export function silence_action({ state, by, other }: Pick<SilenceView, 'state' | 'by' | 'other'>, own: string): 'object' | 'withdraw' | null {
  if (state !== 'running') return null
  if (other === own) return 'object'
  return by === own ? 'withdraw' : null
}
