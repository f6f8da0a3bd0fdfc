import { expect, test } from 'vitest'

import { Fault } from '../../core/fault'
import { CLOCK_TOLD_MS, NOTHING_RUN, SLOW_MS, browser_result, clock_result, node_result, report_of, stream_result } from './results'

const FIT = { refusal: null, opus: true, red: true, chooses_speaker: true }

test.each([
  ['all there', FIT, 'passed'],
  ['no RED: heard sooner, no refusal', { ...FIT, red: false }, 'passed'],
  ['no Opus', { ...FIT, opus: false }, 'no-opus'],
  ['no transforms', { ...FIT, refusal: new Fault('no-encoded-transforms', '', '') }, 'no-encoded-transforms'],
])('the browser: %s', (_name, fitness, wanted) => {
  const result = browser_result(fitness)
  expect(result.state === 'failed' ? result.code : result.state).toBe(wanted)
})

test.each([
  [SLOW_MS - 1, 'passed'],
  [SLOW_MS, 'passed'],
  [SLOW_MS + 1, 'failed'],
])('an answer after %d ms has %s', (took_ms, wanted) => {
  expect(node_result({ took_ms, clock_ahead_ms: 0 }).state).toBe(wanted)
})

test.each([
  [CLOCK_TOLD_MS - 1, 'passed'],
  [CLOCK_TOLD_MS, 'passed'],
  [CLOCK_TOLD_MS + 1, 'failed'],
  [-CLOCK_TOLD_MS - 1, 'failed'],
])('a clock %d ms ahead has %s', (clock_ahead_ms, wanted) => {
  expect(clock_result({ took_ms: 1, clock_ahead_ms }).state).toBe(wanted)
})

test('the stream', () => {
  expect([stream_result(true).state, stream_result(false).state]).toEqual(['passed', 'failed'])
})

test('the report holds results and nothing else', () => {
  const report = JSON.parse(report_of({ ...NOTHING_RUN, stream: stream_result(false) }, 'a browser', 0)) as { steps: { step: string }[] }
  expect(Object.keys(report)).toEqual(['report', 'version', 'at', 'browser', 'steps'])
  expect(report.steps.map(({ step }) => step)).toEqual(Object.keys(NOTHING_RUN))
  expect(report.steps[5]).toEqual({ step: 'stream', state: 'failed', code: 'stream-away', details: {} })
})
