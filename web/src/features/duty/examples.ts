/** Invented contacts on the board, for scenes and tests. */
import type { CallSheetView } from '../../core/shapes/call_sheet'
import type { MessageView } from '../../core/shapes/messages'
import type { LineWordsView, RingStep, RingView, StagingSideView, StagingView } from '../../core/shapes/staging'
import { CALL_AT, MINUTE, NOW } from '../../gallery/people'

export const OUR_SIDE: StagingSideView = {
  side: 'North',
  ours: true,
  confirmed_unix_ms: null,
}

export const THEIR_SIDE: StagingSideView = {
  side: 'South',
  ours: false,
  confirmed_unix_ms: null,
}

export const STAGING: StagingView = {
  contact: '3fa1c05e7b7b4d0c9d0f5a2e61c4b811',
  phase: 'agreed',
  start_unix_ms: CALL_AT,
  starts_in_min: 42,
  medium: 'phone-call',
  public_part: 'none',
  line_up: true,
  line_reason: null,
  skew_ms: 12,
  confirmed: [],
  ready: true,
  missing: [],
  started_unix_ms: null,
  sides: [OUR_SIDE, THEIR_SIDE],
  rings: null,
  call_now: null,
}

export const CALLED: StagingView = {
  ...STAGING,
  phase: 'staged',
  confirmed: ['North', 'South'],
  sides: [
    { ...OUR_SIDE, confirmed_unix_ms: NOW - 3 * MINUTE },
    { ...THEIR_SIDE, confirmed_unix_ms: NOW - 2 * MINUTE },
  ],
  rings: rings_of('ringing', 'sent'),
}

/** Both sides' rings, ours first. */
export function rings_of(ours: RingStep, theirs: RingStep): RingView {
  const told = (step: RingStep) => (['not-staffed', 'line-fault', 'not-staged'].includes(step) ? null : NOW - MINUTE)
  const side = (name: string, own: boolean, step: RingStep) => ({ side: name, ours: own, step, device: null, person: null, since_unix_ms: told(step) })
  return { contact: STAGING.contact, sides: [side('North', true, ours), side('South', false, theirs)] }
}

const NORTHS = ['abandon', 'harvest', 'quiet', 'silver', 'canyon', 'window', 'marble', 'oxygen', 'lantern', 'velvet', 'timber', 'orbit']
const SOUTHS = ['cradle', 'ginger', 'planet', 'ladder', 'pepper', 'anchor', 'meadow', 'violin', 'copper', 'saddle', 'breeze', 'walnut']
export const LINE_WORDS: LineWordsView = { own: { side: 'North', words: NORTHS }, other: { side: 'South', words: SOUTHS } }

function wire(message: string, from: string, minutes_ago: number, text: string, state: MessageView['state'], precedence: MessageView['precedence'] = 'routine'): MessageView {
  const at = NOW - minutes_ago * MINUTE
  const states: MessageView['states'] = [{ state: 'sent', sender_unix_ms: at, receiver_unix_ms: at + 400, person: null, shown_by: 'logs' }]
  if (state === 'acknowledged') states.push({ state, sender_unix_ms: at + 40_000, receiver_unix_ms: at + 39_000, person: 'p1', shown_by: 'logs' })
  return {
    message,
    channel: 'service-message',
    from,
    to: from === 'North' ? 'South' : 'North',
    precedence,
    state,
    sounds: false,
    ahead: false,
    alarm: null,
    line_fault: false,
    acknowledge_by_unix_ms: null,
    states,
    text: { title: '', original: { language: 'en', text }, translation: null },
    reply_to: null,
    replies: [],
    receipted: null,
    line_up: true,
    presented_now: false,
    without_effect: [],
  }
}

export const WIRE: MessageView[] = [
  wire('w1', 'South', 34, 'Good evening. I took over at 14:00 our time. Line test at 22:30 yours?', 'acknowledged'),
  wire('w2', 'North', 31, 'Good evening. Line test at 22:30, agreed.', 'acknowledged'),
  wire('w3', 'North', 10, 'Test passed here, 84 ms. Our principal sits down at 23:25.', 'delivered'),
  wire('w4', 'South', 4, 'Ours is five minutes late. Please hold your confirmation until I write.', 'delivered', 'priority'),
]

export const CALL_SHEET: CallSheetView = {
  contact: STAGING.contact,
  phase: 'agreed',
  agreed: true,
  signed_under: 'b81c04f2',
  banners: [],
  printed: '2021-12-30T19:48:00Z',
  starts: '2021-12-30T20:30:00Z',
  ends: '2021-12-30T21:15:00Z',
  duration_min: 45,
  medium: 'phone-call',
  public_part: 'none',
  times: [
    { side: 'North', zone: 'Europe/Moscow', weekday: 'Thursday', date: '2021-12-30', starts: '23:30', offset: '+03:00', end_date: '2021-12-31', ends: '00:15', end_offset: '+03:00' },
    { side: 'South', zone: 'America/New_York', weekday: 'Thursday', date: '2021-12-30', starts: '15:30', offset: '-05:00', end_date: '2021-12-30', ends: '16:15', end_offset: '-05:00' },
  ],
  clock_changes: [],
  terms: { initiative: 'proposer', languages: ['ru', 'en'], format: 'consecutive', tz_version: '2021e' },
  participants: null,
  held_outside: false,
  duty: [
    { side: 'North', accredited: [{ person: 'p1', device: 'd1', name: null }], confirmed: false },
    { side: 'South', accredited: [{ person: '9d0f5a2e61c4b811', device: 'd9', name: null }], confirmed: false },
  ],
  duty_named: [],
  order: [
    { at: '2021-12-30T20:20:00Z', local: ['23:20 North', '15:20 South'], what: 'both duty officers look whether everything is there: `detente call stage 3fa1c05e`' },
    { at: '2021-12-30T20:25:00Z', local: ['23:25 North', '15:25 South'], what: 'interpreters sit down, then principals; their terminals wait: `detente call join 3fa1c05e`. Nothing rings yet' },
    { at: '2021-12-30T20:30:00Z', local: ['23:30 North', '15:30 South'], what: 'each duty officer confirms: `detente call confirm 3fa1c05e`. Whoever confirms first waits for the other' },
  ],
  fallback: ['South’s duty officer: +00 1 555 0100', 'South’s switchboard: +00 1 555 0199'],
  when_down: ['Write on the order wire; it goes over once the line is back.', 'Call the other duty officer by the numbers below.', 'Tell the principal’s aide what was agreed.'],
}
