import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { call_core } from '../features/call/examples'
import { show } from '../testing'
import { ClockTwice } from './ClockTwice'

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
