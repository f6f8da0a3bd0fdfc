/** Invented messages, for scenes and tests. */
import type { MessageDraftView, MessageLine, MessageView } from '../../core/shapes/messages'
import { MINUTE, NOW } from '../../gallery/people'

const HOUR = 60 * MINUTE

export const INCIDENT: MessageView = {
  message: 'm1',
  channel: 'message',
  from: 'South',
  to: 'North',
  precedence: 'flash',
  state: 'delivered',
  sounds: true,
  ahead: true,
  alarm: { message: 'm1', since_unix_ms: NOW - 2 * MINUTE, step: 1, called: ['p1', 'p4'], everybody: false, next_unix_ms: NOW + MINUTE },
  line_fault: false,
  acknowledge_by_unix_ms: NOW + 15 * MINUTE,
  states: [
    { state: 'sent', sender_unix_ms: NOW - 2 * MINUTE, receiver_unix_ms: null, person: null, shown_by: 'ahead' },
  ],
  text: {
    title: 'Object off the northern coast',
    original: {
      language: 'en',
      text: 'At 14:31 our time our radar saw an object leave the water some forty miles off your northern coast and fall back.\n\nIt is not ours. We raise no readiness because of it. Please tell us what you see.',
    },
    translation: null,
  },
  reply_to: null,
  replies: [],
  receipted: null,
  line_up: true,
  presented_now: false,
  without_effect: [],
}

export const NOTE: MessageView = {
  ...INCIDENT,
  message: 'm2',
  from: 'North',
  to: 'South',
  precedence: 'immediate',
  state: 'acknowledged',
  sounds: false,
  ahead: false,
  alarm: null,
  acknowledge_by_unix_ms: NOW - HOUR,
  states: [
    { state: 'sent', sender_unix_ms: NOW - 3 * HOUR, receiver_unix_ms: NOW - 3 * HOUR + 600, person: null, shown_by: 'logs' },
    { state: 'delivered', sender_unix_ms: NOW - 3 * HOUR + 900, receiver_unix_ms: NOW - 3 * HOUR + 600, person: null, shown_by: 'logs' },
    { state: 'presented', sender_unix_ms: NOW - 170 * MINUTE, receiver_unix_ms: NOW - 170 * MINUTE, person: '9d0f5a2e61c4b811', shown_by: 'logs' },
    { state: 'acknowledged', sender_unix_ms: NOW - 168 * MINUTE, receiver_unix_ms: NOW - 168 * MINUTE, person: '9d0f5a2e61c4b811', shown_by: 'logs' },
  ],
  text: {
    title: 'Passage of two ships',
    original: { language: 'ru', text: 'Два наших корабля пройдут проливом 31 декабря днём. Учений при этом не проводится.' },
    translation: { language: 'en', text: 'Two of our ships will pass the strait on 31 December by day. No exercise is held meanwhile.', translator: 'foreign ministry' },
  },
  reply_to: 'm9',
  replies: ['m3'],
}

function line(message: string, part: Partial<MessageLine>): MessageLine {
  return { message, from: 'South', precedence: 'routine', state: 'delivered', sounds: false, sent_unix_ms: NOW - HOUR, acknowledge_by_unix_ms: null, title: null, ...part }
}

export const LINES: MessageLine[] = [
  line('m1', { precedence: 'flash', sounds: true, sent_unix_ms: NOW - 2 * MINUTE, acknowledge_by_unix_ms: NOW + 15 * MINUTE, title: 'Object off the northern coast' }),
  line('m3', { precedence: 'priority', sent_unix_ms: NOW - 2 * HOUR, acknowledge_by_unix_ms: NOW + 5 * HOUR, title: 'Your two ships' }),
  line('m4', { from: 'North', precedence: 'routine', state: 'presented', title: 'Greetings for the new year' }),
  line('m5', { from: 'North', precedence: 'immediate', state: 'unanswered', sent_unix_ms: NOW - 26 * HOUR, title: 'Airspace on 30 December', acknowledge_by_unix_ms: NOW - 20 * HOUR }),
  line('m2', { from: 'North', precedence: 'immediate', state: 'acknowledged', sent_unix_ms: NOW - 3 * HOUR, title: 'Passage of two ships' }),
  line('m9', { state: 'acknowledged', sent_unix_ms: NOW - 50 * HOUR, title: 'Question about the strait' }),
]

export const DRAFT: MessageDraftView = {
  draft: 'e1',
  author: 'p8',
  at_unix_ms: NOW - 20 * MINUTE,
  precedence: 'priority',
  title: 'Your two ships',
  text: 'We took note of the passage. Our coast guard keeps its usual distance.',
  approved_by: null,
  sent: null,
}
