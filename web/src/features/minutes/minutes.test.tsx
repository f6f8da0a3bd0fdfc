import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import type { MinutesView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { ROUND_AGREED } from '../rounds/round_samples'
import { MINUTES, MINUTES_AGREED, MINUTES_DIFF, MINUTES_ID } from './minutes_samples'

vi.setConfig({ testTimeout: 120_000 })

function desk(view: MinutesView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    minutes: () => view,
    round: () => ROUND_AGREED,
    'minutes-list': () => ({ minutes: [view] }),
    'minutes-diff': () => MINUTES_DIFF,
  })
}

const path = `/minutes/${MINUTES_ID}`

test('the text that is shown is the one that is accepted', async () => {
  const user = userEvent.setup()
  const core = desk(MINUTES)
  show_client(core, { path })
  await user.click(await screen.findByRole('button', { name: 'Accept' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Accept' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'accept-minutes', args: { minutes: MINUTES_ID, read: '77de01b2c3d4e5f6' } }]))
})

test('another text beside the agreed one is told of, and can’t be accepted unseen', async () => {
  const amended = { ...MINUTES_AGREED, offers: [...MINUTES_AGREED.offers, { record: 'x', by: 'South', answer: 'open', answer_by: null }] }
  show_client(desk(amended), { path })
  await screen.findByText(/offers another text in place of this one/u)
  expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull()
})

test('a counter keeps what was said of each item, and sends all of it', async () => {
  const user = userEvent.setup()
  const core = desk(MINUTES)
  show_client(core, { path: `${path}/counter` })
  const words = await screen.findByRole('textbox', { name: 'Text' })
  await user.clear(words)
  await user.type(words, 'They met.')
  await user.click(screen.getByRole('button', { name: 'Read it back before signing' }))
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Sign and send' }))
  await waitFor(() => expect(core.done).toHaveLength(1))
  expect(core.done[0]).toEqual({ act: 'counter-minutes', args: { minutes: MINUTES_ID, read: '77de01b2c3d4e5f6', form: { title: MINUTES.title, text: 'They met.', outcomes: MINUTES.outcomes } } })
})
