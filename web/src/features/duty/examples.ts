/** Invented contacts on the board, for scenes and tests. */
import type { CallSheetView } from '../../core/shapes/call_sheet'
import type { MessageView } from '../../core/shapes/messages'
import type { LineWordsView, RingStep, RingView, StagingSideView, StagingView } from '../../core/shapes/staging'
import { CALL_AT, MINUTE, NOW } from '../../gallery/people'
import { HEARD_MATTER } from '../contacts/contact_samples'

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

function step_at(north: string, south: string) {
  return [
    { side: 'North', clock: north },
    { side: 'South', clock: south },
  ]
}

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
    { at: '2021-12-30T20:20:00Z', local: step_at('23:20', '15:20'), what: 'look-whether-ready' },
    { at: '2021-12-30T20:25:00Z', local: step_at('23:25', '15:25'), what: 'sit-down-with-interpreters' },
    { at: '2021-12-30T20:30:00Z', local: step_at('23:30', '15:30'), what: 'confirm' },
    { at: '2021-12-30T20:30:00Z', local: step_at('23:30', '15:30'), what: 'ring' },
    { at: '2021-12-30T21:15:00Z', local: step_at('00:15', '16:15'), what: 'planned-end' },
  ],
  fallback: ['South’s duty officer: +00 1 555 0100', 'South’s switchboard: +00 1 555 0199'],
  when_down: [
    { step: 'wait' },
    { step: 'telephone', caller: 'North', other: 'South' },
    { step: 'say-nothing-of-the-agenda' },
    { step: 'another-time' },
    { step: 'enter-held-outside' },
  ],
}

/** All that can stand above a sheet and beside its times. */
export const DOUBTED_SHEET: CallSheetView = {
  ...CALL_SHEET,
  banners: [
    { banner: 'newer-terms' },
    { banner: 'reported', report: { ...HEARD_MATTER, about: CALL_SHEET.contact, act: 'postponement' } },
  ],
  clock_changes: [
    {
      side: 'South',
      zone: 'America/New_York',
      at: '2021-12-30T20:45:00Z',
      what: { news: 'change', forward_min: -60, before: '2021-12-30T15:45', after: '2021-12-30T14:45', offset: '-06:00', placed: 'during', hours: 0 },
    },
    {
      side: 'North',
      zone: 'Europe/Moscow',
      at: '2021-12-29T00:00:00Z',
      what: { news: 'change', forward_min: 60, before: '2021-12-28T02:00', after: '2021-12-28T03:00', offset: '+04:00', placed: 'before', hours: 44 },
    },
    { side: 'North', zone: 'Europe/Moscow', at: '2021-12-30T20:30:00Z', what: { news: 'otherwise', at_start: '+03:00', printed: '+04:00' } },
  ],
}
