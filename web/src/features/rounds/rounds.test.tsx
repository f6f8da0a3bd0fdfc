import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import type { Acted } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import { Fault } from '../../core/fault'
import type { RoundView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { LIST } from '../contacts/contact_samples'
import { ROUND } from '../tracks/track_samples'
import { ROUND_TERMS, ROUND_TO_US } from './round_samples'

vi.setConfig({ testTimeout: 120_000 })

function desk(view: () => RoundView, accept?: () => Promise<Acted>): FakeCore {
  return new FakeCore(
    signed_in(['sherpa']),
    {
      line: () => LINE_UP,
      alarms: () => ({ alarms: [] }),
      contacts: () => LIST,
      tracks: () => ({ tracks: [] }),
      'minutes-list': () => ({ minutes: [] }),
      round: view,
    },
    accept === undefined ? {} : { 'accept-round': accept },
  )
}

const NEWER: RoundView = {
  ...ROUND_TO_US,
  terms: { ...ROUND_TERMS, place: 'Vienna' },
  offers: [
    { record: 'o1', by: 'South', answer: 'superseded', answer_by: null },
    { record: 'o2', by: 'South', answer: 'open', answer_by: null },
  ],
}

test('an offer that comes while one is asked is told with what it changes, and is not signed in its place', async () => {
  const user = userEvent.setup()
  let view = ROUND_TO_US
  const core = desk(() => view)
  show_client(core, { path: `/rounds/${ROUND}` })
  await user.click(await screen.findByRole('button', { name: 'Accept' }))
  view = NEWER
  core.touch()
  const asked = await screen.findByRole('alertdialog', { name: 'Something newer has come: nothing was signed' })
  expect(within(asked).getByText('Geneva', { selector: 'del' })).toBeTruthy()
  expect(within(asked).getByText('Vienna', { selector: 'ins' })).toBeTruthy()
  await user.click(within(asked).getByRole('button', { name: 'Look at what is new' }))
  expect(core.done).toEqual([])
  // Asked anew, it is the newer one that is answered.
  await user.click(await screen.findByRole('button', { name: 'Accept' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Accept' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'accept-round', args: { round: ROUND, despite: false, read: 'o2' } }]))
})

test('one that the worker alone has seen is told as well', async () => {
  const user = userEvent.setup()
  const core = desk(
    () => ROUND_TO_US,
    () => Promise.reject(new Fault('newer-offer', 'cause', 'next')),
  )
  show_client(core, { path: `/rounds/${ROUND}` })
  await user.click(await screen.findByRole('button', { name: 'Accept' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Accept' }))
  await screen.findByRole('alertdialog', { name: 'Something newer has come: nothing was signed' })
  expect(core.done).toEqual([{ act: 'accept-round', args: { round: ROUND, despite: false, read: 'o1' } }])
})

test('what crossed our own offer is not accepted unseen', async () => {
  const crossed: RoundView = { ...ROUND_TO_US, offers: [...ROUND_TO_US.offers, { record: 'o2', by: 'North', answer: 'open', answer_by: null }] }
  show_client(desk(() => crossed), { path: `/rounds/${ROUND}` })
  await screen.findByText(/whose terms this page doesn’t show/u)
  expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Withdraw the offer' })).toBeTruthy()
})

test('a counter is read back with what it changes, and sent once', async () => {
  const user = userEvent.setup()
  const core = desk(() => ROUND_TO_US)
  show_client(core, { path: `/rounds/${ROUND}/counter` })
  const place = await screen.findByRole('textbox', { name: 'Place' })
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  expect(screen.queryByRole('alertdialog')).toBeNull()
  await user.clear(place)
  await user.type(place, 'Vienna')
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  const asked = await screen.findByRole('alertdialog')
  expect(within(asked).getByText('the place')).toBeTruthy()
  await user.click(within(asked).getByRole('button', { name: 'Sign and send' }))
  await waitFor(() => expect(core.done).toHaveLength(1))
  expect(core.done[0]).toMatchObject({ act: 'counter-round', args: { round: ROUND, form: { place: 'Vienna', start: '2022-01-10T10:00' }, despite: false, read: 'o1' } })
})
