import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { call_core } from '../features/call/examples'
import { show } from '../testing'
import { ClockTwice } from './ClockTwice'
import { MomentField } from './MomentField'

const FIRST = 'The clocks show it twice; the first is meant.'

test.each([
  ['an hour that comes twice', '2022-11-06', '01:30', true],
  ['an hour that comes once', '2022-11-06', '02:30', false],
  ['an hour that never comes', '2022-03-13', '02:30', false],
  ['half a time', '2022-11-06', null, false],
])('%s', (_name, day, hour, said) => {
  show(call_core({ at: 'none' }), <ClockTwice day={day} hour={hour} zone="America/New_York" />)
  expect(screen.queryByText(FIRST) !== null).toBe(said)
})

/** In Moscow clocks went back for good that night, at two o’clock to one. */
test.each([
  ['first', FIRST, '17:30 in South'],
  ['later', 'The clocks show it twice; the later one is meant, so that nothing is out too early.', '18:30 in South'],
] as const)('a field that means the %s says so, and reads that one back', (twice, words, south) => {
  show(call_core({ at: 'none' }), <MomentField label="Embargo until" value="2014-10-26T01:30" on_change={() => undefined} twice={twice} />)
  const said = screen.getByText((text) => text.includes(words))
  expect(said.textContent).toContain(south)
})
