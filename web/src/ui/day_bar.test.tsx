import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { FakeCore } from '../core/fake_core'
import type { DaysView } from '../core/generated/views'
import { days_view } from '../gallery/days'
import { CALL_AT, signed_in } from '../gallery/people'
import { show } from '../testing'
import { DayBar } from './DayBar'
import { type Held, useDays } from './use_days'

const SIDES = [
  { side: 'North', zone: 'Europe/Moscow' },
  { side: 'South', zone: 'America/New_York' },
]

function shown(days: DaysView, held: Parameters<typeof DayBar>[0]['held'] = null) {
  return show(new FakeCore(signed_in(['sherpa'])), <DayBar days={days} held={held} />)
}

test('what is held is told by both sides’ clocks', () => {
  shown(days_view({ date: '2021-12-30', sides: SIDES }), { start_unix_ms: CALL_AT, duration_min: 45 })
  expect(screen.getByText(/held 23:30 to 00:15 on Thursday/)).not.toBeNull()
  expect(screen.getByText(/held 15:30 to 16:15 on Thursday/)).not.toBeNull()
})

test('rest, holidays and clocks that change are told in words', () => {
  const days = days_view({ date: '2022-03-13', sides: SIDES.toReversed() })
  const [south, north] = days.sides
  if (south === undefined || north === undefined) throw new Error('two sides were asked about')
  south.rest.push({ from_min: 0, until_min: 360 })
  north.days[0]?.holidays.push('Christmas')
  shown(days)
  // An hour is left out: six hours after midnight clocks show seven.
  expect(screen.getByText(/hours of rest 00:00 to 07:00/).textContent).toContain('clocks go from 02:00 to 03:00')
  expect(screen.getByText(/Christmas on Sunday/)).not.toBeNull()
})

function Asked({ held }: { held: Held }) {
  const { days } = useDays('2021-12-30', SIDES, held)
  return days === null ? null : (
    <>
      <p>{`${String(days.length_min)} minutes`}</p>
      <DayBar days={days} held={held} />
    </>
  )
}

test.each([
  ['ends before midnight', 29, '1440 minutes'],
  ['ends at midnight', 30, '1440 minutes'],
  ['goes on over midnight', 31, '2880 minutes'],
])('a window that %s', async (_name, duration_min, wanted) => {
  const core = new FakeCore(signed_in(['sherpa']), { days: days_view })
  show(core, <Asked held={{ start_unix_ms: CALL_AT, duration_min }} />)
  expect(await screen.findByText(wanted)).not.toBeNull()
  const whole = Array.from(document.querySelectorAll<HTMLElement>('.day-bar-held'), ({ style }) => [Number(style.getPropertyValue('--from')), Number(style.getPropertyValue('--to'))])
  expect(whole).toHaveLength(2)
  const length_min = Number.parseInt(wanted)
  for (const [from = 0, to = 0] of whole) expect((to - from) * length_min).toBeCloseTo(duration_min)
})

test('that a call is in hours of rest is said beside the side that rests', () => {
  shown(days_view({ date: '2021-12-30', sides: SIDES }), { start_unix_ms: CALL_AT, duration_min: 45 })
  expect(screen.getByText(/held 23:30/).textContent).toContain('within usual hours of rest, 22:00 to 07:00')
  expect(screen.getByText(/held 15:30/).textContent).toContain('and usual hours of rest')
})
