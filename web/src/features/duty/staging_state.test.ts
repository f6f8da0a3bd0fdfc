import { expect, test } from 'vitest'

import type { StagingView } from '../../core/shapes/staging'
import { MINUTE, NOW } from '../../gallery/people'
import type { RingStep } from '../../core/shapes/staging'
import { CALLED, OUR_SIDE, STAGING, THEIR_SIDE, rings_of } from './examples'
import { type RingAgain, can_abort, lacks, ring_again_of, ring_of, step_of } from './staging_state'

const CONFIRMED = { confirmed_unix_ms: NOW - MINUTE }

test.each<[string, Partial<StagingView>, string[], string]>([
  ['all is there', {}, ['own-confirmation', 'their-confirmation'], 'confirm'],
  ['theirs confirmed first', { sides: [OUR_SIDE, { ...THEIR_SIDE, ...CONFIRMED }] }, ['own-confirmation'], 'confirm'],
  ['we confirmed', { sides: [{ ...OUR_SIDE, ...CONFIRMED }, THEIR_SIDE] }, ['their-confirmation'], 'wait-for-theirs'],
  ['both confirmed', { phase: 'staged', sides: [{ ...OUR_SIDE, ...CONFIRMED }, { ...THEIR_SIDE, ...CONFIRMED }] }, [], 'called'],
  ['not agreed', { phase: 'proposed', ready: false, missing: [{ lack: 'not-agreed', phase: 'proposed' }] }, ['not-agreed', 'own-confirmation', 'their-confirmation'], 'blocked'],
  ['line down', { line_up: false, ready: false, missing: [{ lack: 'line-down', reason: 'silent' }] }, ['line-down', 'own-confirmation', 'their-confirmation'], 'blocked'],
  ['clocks apart', { skew_ms: -300_001, ready: false, missing: [{ lack: 'clocks-apart', skew_ms: -300_001 }] }, ['clocks-apart', 'own-confirmation', 'their-confirmation'], 'blocked'],
  ['on the line', { phase: 'on-the-line' }, [], 'on-the-line'],
])('%s', (_name, part, missing, step) => {
  const staging = { ...STAGING, ...part }
  expect(lacks(staging)).toEqual(missing)
  expect(step_of(staging, NOW, false).at).toBe(step)
})

test.each([
  [59, false],
  [60, false],
  [61, true],
])('a confirmation %i minutes before the start', (minutes, early) => {
  expect(step_of({ ...STAGING, start_unix_ms: NOW + minutes * MINUTE }, NOW, false)).toEqual({ at: 'confirm', early })
})

test.each([
  ['theirs', false, 1, 'take-call'],
  ['ours', true, 1, 'wait-for-taking'],
  // Too late: what is left is a proposal that nobody answered.
  ['theirs', false, 0, 'blocked'],
] as const)('a call at once, %s', (_whose, ours, minutes, step) => {
  const call_now = { ours, until_unix_ms: NOW + minutes * MINUTE }
  expect(step_of({ ...STAGING, phase: 'proposed', ready: false, call_now }, NOW, false).at).toBe(step)
})

test.each<[RingStep, RingAgain, RingAgain]>([
  ['not-staged', null, null],
  ['line-fault', null, null],
  ['not-staffed', null, 'closed'],
  ['sent', null, null],
  ['ringing', null, null],
  ['answered', null, null],
  ['declined', 'pages', 'pages'],
  ['left', 'left', 'left'],
  ['unanswered', 'pages', 'pages'],
])('our principal, %s, may be rung again: %s, and where the node calls closed browsers: %s', (step, again, closed) => {
  const staging = { ...CALLED, rings: rings_of(step, 'unanswered') }
  for (const [calls, wanted] of [[false, again], [true, closed]] as const) {
    expect(ring_again_of(ring_of(staging, true), calls)).toBe(wanted)
    expect(step_of(staging, NOW, calls)).toEqual({ at: 'called', again: wanted })
  }
  // How the other side's is called changes nothing of what we can do.
  expect(step_of({ ...CALLED, rings: rings_of('ringing', step) }, NOW, true)).toEqual({ at: 'called', again: null })
})

test('what came to nothing is not aborted', () => {
  expect(['agreed', 'staging', 'staged', 'on-the-line', 'proposed', 'ended', 'cancelled'].map((phase) => can_abort({ ...STAGING, phase }))).toEqual([true, true, true, true, false, false, false])
})
