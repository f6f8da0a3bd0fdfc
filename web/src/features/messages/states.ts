import type { MessageState, Precedence } from '../../core/shapes/messages'
import type { Tone } from '../../ui/Sign'

export const STATE_TONES: Readonly<Record<MessageState, Tone>> = {
  sent: 'plain',
  delivered: 'active',
  presented: 'active',
  acknowledged: 'good',
  unanswered: 'bad',
}

export const PRECEDENCE_TONES: Readonly<Record<Precedence, Tone>> = { routine: 'plain', priority: 'active', immediate: 'warn', flash: 'bad' }
