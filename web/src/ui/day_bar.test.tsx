import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'

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

const at_moscow = (civil: string) => Date.parse(`${civil}+03:00`)
test.each([
  ['within a day', '2021-12-30T09:00', '2021-12-30T17:00', /^held 09:00 to 17:00 on Thursday, 30 December 2021/],
  ['over a night, to a clock that shows less', '2021-12-30T23:30', '2021-12-31T23:29', /^held 23:30 to 23:29 on Thursday, 30 December 2021/],
  ['of 24 hours', '2021-12-30T23:30', '2021-12-31T23:30', /^held 23:30 on Thursday, 30 December 2021 to 23:30 on Friday, 31 December 2021/],
  ['of two days', '2021-12-30T09:00', '2021-12-31T17:00', /^held 09:00 on Thursday, 30 December 2021 to 17:00 on Friday, 31 December 2021/],
])('a window %s is told by the days that it needs, and by its rest below 24 hours alone', (_name, from, to, wanted) => {
  const start_unix_ms = at_moscow(from)
  const duration_min = (at_moscow(to) - start_unix_ms) / 60_000
  shown(days_view({ date: '2021-12-30', sides: SIDES }), { start_unix_ms, duration_min })
  const [north = null] = document.querySelectorAll('.day-bar-notes')
  expect(north?.textContent).toMatch(wanted)
  const in_rest = north?.textContent.includes('within usual hours of rest')
  expect(in_rest).toBe(duration_min < 24 * 60 && from !== '2021-12-30T09:00')
})

test('where clocks go forward in less than 24 hours a later clock isn’t taken for the same day’s', () => {
  // From Saturday noon, 23 hours and a half.
  shown(days_view({ date: '2022-03-12', sides: SIDES.toReversed() }), { start_unix_ms: Date.parse('2022-03-12T12:00-05:00'), duration_min: 23 * 60 + 30 })
  expect(document.querySelector('.day-bar-notes')?.textContent).toMatch(/^held 12:00 on Saturday, 12 March 2022 to 12:30 on Sunday, 13 March 2022/)
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

test.each([
  ['within a day is asked for once', 30, ['2021-12-30']],
  ['over midnight is asked for by both days', 31, ['2021-12-30', '2021-12-31']],
])('a window %s', async (_name, duration_min, wanted) => {
  const asked: string[] = []
  const core = new FakeCore(signed_in(['sherpa']), {
    days: (args) => {
      asked.push(args.date)
      return days_view(args)
    },
  })
  show(core, <Asked held={{ start_unix_ms: CALL_AT, duration_min }} />)
  await screen.findByText(`${String(wanted.length * 1440)} minutes`)
  expect(asked).toEqual(wanted)
})

function Lengthened() {
  const [duration_min, setDuration] = useState(30)
  return (
    <>
      <button type="button" onClick={() => setDuration(31)}>
        Longer
      </button>
      <Asked held={{ start_unix_ms: CALL_AT, duration_min }} />
    </>
  )
}

test('the first day stands until the next one, into which a window goes on, is there', async () => {
  let answer: () => void = () => undefined
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const core = new FakeCore(signed_in(['sherpa']), { days: days_view })
  const query = core.query.bind(core)
  vi.spyOn(core, 'query').mockImplementation(async (view, args) => {
    if (view === 'days' && 'date' in args && args.date === '2021-12-31') await answered
    return await query(view, args)
  })
  show(core, <Lengthened />)
  await screen.findByText('1440 minutes')
  await userEvent.click(screen.getByRole('button', { name: 'Longer' }))
  expect(screen.getByText('1440 minutes')).toBeTruthy()
  answer()
  expect(await screen.findByText('2880 minutes')).toBeTruthy()
})
