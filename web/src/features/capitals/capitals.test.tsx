import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { show_client } from '../../testing'
import { capitals_core } from './scenes'
import { clock_text, wrong_hours } from './use_capital'

test.each([
  [0, '00:00'],
  [390, '06:30'],
  [1_439, '23:59'],
])('%i minutes after midnight a clock shows %s', (minutes, shown) => {
  expect(clock_text(minutes)).toBe(shown)
})

test.each([
  [null, '07:00', 'from'],
  ['22:00', null, 'until'],
  ['07:00', '07:00', 'same'],
  ['22:00', '07:00', null],
] as const)('hours from %s until %s: %s is wrong', (from, until, wrong) => {
  expect(wrong_hours(from, until)).toBe(wrong)
})

async function card(name: RegExp) {
  return within(await screen.findByRole('region', { name }))
}

test('hours are kept as they are typed; the same twice are none, and nothing is sent', async () => {
  const core = capitals_core()
  show_client(core, { path: '/capitals' })
  const own = await card(/North/u)
  const type = async (group: string, digits: string) => {
    const [first] = within(own.getByRole('group', { name: group })).getAllByRole('spinbutton')
    if (first === undefined) throw new Error('no field')
    await userEvent.click(first)
    await userEvent.keyboard(digits)
  }
  await type('From', '2130')
  await type('Until', '2130')
  await userEvent.click(own.getByRole('button', { name: 'Keep the hours' }))
  await own.findByText(/They end when they begin/u)
  expect(core.done).toEqual([])
  await type('Until', '0600')
  await userEvent.click(own.getByRole('button', { name: 'Keep the hours' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'keep-rest-hours', args: { capital: 'own', hours: '21:30-06:00' } }]))
})

test('what is kept can be forgotten, of the capital whose card it is', async () => {
  const core = capitals_core({ own: { rest: { from_min: 1_320, until_min: 420 }, holidays_kept: null }, other: { rest: null, holidays_kept: 3 } })
  show_client(core, { path: '/capitals' })
  const [own, other] = [await card(/North/u), await card(/South/u)]
  expect(own.queryByRole('button', { name: 'Forget the holidays' })).toBeNull()
  expect(other.queryByRole('button', { name: 'Forget the hours' })).toBeNull()
  await userEvent.click(own.getByRole('button', { name: 'Forget the hours' }))
  await userEvent.click(other.getByRole('button', { name: 'Forget the holidays' }))
  expect(core.done).toEqual([
    { act: 'keep-rest-hours', args: { capital: 'own', hours: null } },
    { act: 'keep-holidays', args: { capital: 'other', calendar: null } },
  ])
})
