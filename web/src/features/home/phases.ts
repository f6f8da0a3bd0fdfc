import type { Tone } from '../../ui/Sign'

const TONES: Readonly<Record<string, Tone>> = {
  proposed: 'plain',
  agreed: 'good',
  staging: 'active',
  staged: 'active',
  'on-the-line': 'active',
  postponed: 'warn',
  declined: 'bad',
  withdrawn: 'bad',
  cancelled: 'bad',
}

export function tone_of_phase(phase: string): Tone {
  return TONES[phase] ?? 'plain'
}
