import { expect, test } from 'vitest'

import { bundle_of } from '../messages/catalogue'
import { text_of } from './text'

const bundle = bundle_of('en', ['line = Line with { $side }: open\n'])

test.each([
  ['a name that turns nothing', 'South', 'Line with South: open'],
  ['a name written right to left', 'דרום', 'Line with \u2068דרום\u2069: open'],
  ['a name with controls that turn what follows', 'So\u202euth', 'Line with \u2068South\u2069: open'],
  ['a name that closes the isolation', 'So\u2069\u202euth', 'Line with \u2068South\u2069: open'],
])('%s', (_name, side, wanted) => {
  expect(text_of(bundle, 'line', { side })).toBe(wanted)
})

test('a message that is nowhere shows its id', () => {
  expect(text_of(bundle, 'none-such')).toBe('none-such')
})
