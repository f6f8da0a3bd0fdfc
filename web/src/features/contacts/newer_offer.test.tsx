import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import { CALL_AT, LINE_UP, MINUTE, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { CONTACT, PROPOSED_TO_US, THREAD_TO_US } from './contact_samples'

vi.setConfig({ testTimeout: 120_000 })

test.each(['Accept', 'Decline'])('%s answers the offer that was read; one that comes meanwhile is told, with what it changes', async (action) => {
  const user = userEvent.setup()
  let view = PROPOSED_TO_US
  const core = new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }), contact: () => view, thread: () => THREAD_TO_US })
  show_client(core, { path: `/contacts/${CONTACT}` })
  await user.click(await screen.findByRole('button', { name: action }))
  const later = CALL_AT + 60 * MINUTE
  view = {
    ...PROPOSED_TO_US,
    start_unix_ms: later,
    offers: [
      ...PROPOSED_TO_US.offers.map((offer) => ({ ...offer, answer: 'superseded' })),
      { record: 'r2', by: 'South', start_unix_ms: later, answer: 'open', answer_by_unix_ms: null },
    ],
  }
  core.touch()
  const asked = await screen.findByRole('alertdialog', { name: 'Something newer has come: nothing was signed' })
  expect(asked.querySelectorAll('del').length).toBeGreaterThan(0)
  await user.click(within(asked).getByRole('button', { name: 'Look at what is new' }))
  expect(core.done).toEqual([])
  await user.click(await screen.findByRole('button', { name: action }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: action === 'Accept' ? 'Sign and accept' : action }))
  await waitFor(() => expect(core.done).toHaveLength(1))
  expect(core.done[0]).toMatchObject({ act: `${action.toLowerCase()}-contact`, args: { contact: CONTACT, read: 'r2' } })
})
