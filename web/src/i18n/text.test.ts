import { expect, test } from 'vitest'

import { bundle_of } from '../messages/catalogue'
import { text_of } from './text'

const bundle = bundle_of('en', ['line = Line with { $side }: open\n'])

test.each([
  ['a name that turns nothing', 'South', 'Line with South: open'],
  ['a name written right to left', 'דרום', 'Line with \u2068דרום\u2069: open'],
  ['a name with controls that turn what follows', 'So\u202euth', 'Line with \u2068South\u2069: open'],
  ['a name of several lines', 'So\r\nu\u2028th\u0007', 'Line with So u th : open'],
  ['a name as long as may be', 'é'.repeat(200), `Line with ${'é'.repeat(200)}: open`],
  ['a name that is longer', '😀'.repeat(201), `Line with ${'😀'.repeat(200)}…: open`],
  ['a name of pairs of units as long as may be', '😀'.repeat(200), `Line with ${'😀'.repeat(200)}: open`],
  ['a name that closes the isolation', 'So\u2069\u202euth', 'Line with \u2068South\u2069: open'],
])('%s', (_name, side, wanted) => {
  expect(text_of(bundle, 'line', { side })).toBe(wanted)
})

test('a message that is nowhere shows its id', () => {
  expect(text_of(bundle, 'none-such')).toBe('none-such')
})
