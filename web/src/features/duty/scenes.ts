import { FakeCore } from '../../core/fake_core'
import type { CallSheetView } from '../../core/shapes/call_sheet'
import type { MessageView } from '../../core/shapes/messages'
import type { StagingView } from '../../core/shapes/staging'
import { CALL_AT, LINE_UP, MINUTE, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { PEOPLE } from '../administration/examples'
import { CALLED, rings_of, CALL_SHEET, DOUBTED_SHEET, LINE_WORDS, OUR_SIDE, STAGING, THEIR_SIDE, WIRE } from './examples'

const HOUR = 60 * MINUTE

export function duty_core(contacts: StagingView[], messages: MessageView[] = WIRE, sheet: CallSheetView = CALL_SHEET): FakeCore {
  return new FakeCore(signed_in(['duty-officer']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    people: () => ({ people: PEOPLE }),
    staging: () => ({ contacts }),
    push: () => ({ key: null, services: [], endpoint: null, registered_unix_ms: null, last_failed_unix_ms: null }),
    'line-words': () => LINE_WORDS,
    'order-wire': () => ({ messages }),
    'call-sheet': () => sheet,
    shifts: () => ({
      list: '9c01'.repeat(16),
      kept_by: 'p1',
      kept_unix_ms: NOW - 4 * HOUR,
      shifts: [
        { person: 'p1', from_unix_ms: NOW - 3 * HOUR, until_unix_ms: NOW + 9 * HOUR, on_duty: true },
        { person: 'p4', from_unix_ms: NOW - 3 * HOUR, until_unix_ms: NOW + 9 * HOUR, on_duty: true },
        { person: 'p5', from_unix_ms: NOW + 10 * HOUR, until_unix_ms: NOW + 22 * HOUR, on_duty: false },
      ],
      on_duty: ['p1', 'p4'],
    }),
  })
}

function scene(name: string, contacts: StagingView[]): Scene {
  return { name, path: '/duty', core: () => duty_core(contacts) }
}

const LATER: StagingView = {
  ...STAGING,
  contact: '77c0aa12e61c4b8113fa1c05e7b7b4d0',
  start_unix_ms: CALL_AT + 5 * HOUR,
  starts_in_min: 342,
  medium: 'videoconference',
  public_part: 'opening',
}
const DOWN: StagingView = {
  ...STAGING,
  line_up: false,
  line_reason: 'disconnected',
  ready: false,
  missing: [{ lack: 'line-down', reason: 'disconnected' }],
}
const WAITING: StagingView = { ...STAGING, phase: 'staging', confirmed: ['North'], sides: [{ ...OUR_SIDE, confirmed_unix_ms: NOW - MINUTE }, THEIR_SIDE] }
const ASKED: StagingView = {
  ...STAGING,
  phase: 'proposed',
  ready: false,
  start_unix_ms: NOW + 8 * MINUTE,
  starts_in_min: 8,
  call_now: { ours: false, until_unix_ms: NOW + 7 * MINUTE },
}

/** No page of our principal is open, and the node calls closed browsers. */
function calls_closed(): FakeCore {
  const core = duty_core([{ ...CALLED, rings: rings_of('not-staffed', 'answered') }])
  core.answers.push = () => ({ key: 'BKey', services: [], endpoint: null, registered_unix_ms: null, last_failed_unix_ms: null })
  return core
}

export const scenes: Scene[] = [
  scene('duty-confirm', [STAGING, LATER]),
  scene('duty-empty', []),
  scene('duty-line-down', [DOWN]),
  scene('duty-waiting', [WAITING]),
  scene('duty-called', [CALLED]),
  scene('duty-declined', [{ ...CALLED, rings: rings_of('answered', 'declined') }]),
  scene('duty-unanswered', [{ ...CALLED, rings: rings_of('unanswered', 'not-staffed') }]),
  { ...scene('duty-nobody-there', []), core: calls_closed },
  scene('duty-called-line-down', [{ ...CALLED, line_up: false, line_reason: 'disconnected', rings: rings_of('ringing', 'line-fault') }]),
  scene('duty-call-now-theirs', [ASKED]),
  { ...scene('duty-call-now-ask', [STAGING]), press: 'call-now-ask' },
  { ...scene('duty-abort', [STAGING]), press: 'staging-abort' },
  { ...scene('duty-early', [LATER]), press: 'staging-confirm' },
  { ...scene('duty-order-wire', []), path: '/duty/order-wire' },
  { ...scene('duty-shifts', []), path: '/duty/shifts' },
  { ...scene('duty-words', []), path: '/duty/words' },
  { ...scene('duty-call-sheet', []), path: '/duty/call-sheet/3fa1' },
  { name: 'duty-call-sheet-banners', path: '/duty/call-sheet/3fa1', core: () => duty_core([], WIRE, DOUBTED_SHEET) },
]
