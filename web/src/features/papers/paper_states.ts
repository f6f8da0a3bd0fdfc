import type { Tone } from '../../ui/Sign'

const TONES: Readonly<Record<string, Tone>> = {
  'reply-overdue': 'bad',
  'read-reply-due': 'active',
  replied: 'good',
  withdrawn: 'bad',
}

export function tone_of_paper(state: string): Tone {
  return TONES[state] ?? 'plain'
}
