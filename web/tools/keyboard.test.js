import { expect, test } from 'vitest'

import { faults_of } from './keyboard.js'

/** @param {number} at */
const stop = (at) => ({ at, what: String(at), seen: true, inside: true })
const ALL = [0, 1, 2].map((at) => ({ at, what: String(at) }))

test.each([
  ['all in their order', [stop(0), stop(1), stop(2)], []],
  ['begun in the middle, once round', [stop(1), stop(2), stop(0)], []],
  ['one never reached', [stop(0), stop(2)], ['Tab never reaches 1']],
  ['back and forth', [stop(2), stop(1), stop(0)], ['Tab jumps about: 2 → 1 → 0']],
  ['unseen', [stop(0), stop(1), { ...stop(2), seen: false }], ['nothing shows that 2 has the focus']],
  ['out of sight', [stop(0), stop(1), { ...stop(2), inside: false }], ['2 has the focus and is out of sight']],
])('%s', (_name, stops, wanted) => {
  expect(faults_of(ALL, stops)).toEqual(wanted)
})
