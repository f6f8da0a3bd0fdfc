import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import type { ExchangeView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { CHEATED, EXCHANGE_ID, LODGED, LODGING, UNREADABLE } from './exchange_samples'

vi.setConfig({ testTimeout: 120_000 })

function desk(view: ExchangeView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }), exchange: () => view })
}

const path = `/exchanges/${EXCHANGE_ID}`

test('a paper is lodged once it has title and words', async () => {
  const user = userEvent.setup()
  const core = desk(LODGING)
  show_client(core, { path })
  await user.type(await screen.findByRole('textbox', { name: 'Title' }), 'Position')
  expect(screen.queryByRole('button', { name: 'Lodge the paper' })).toBeNull()
  await user.type(screen.getByRole('textbox', { name: 'Text' }), 'Both ways.')
  await user.click(screen.getByRole('button', { name: 'Lodge the paper' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Lodge the paper' }))
  const form = { title: 'Position', text: 'Both ways.', languages: [] }
  await waitFor(() => expect(core.done).toEqual([{ act: 'lodge-paper', args: { exchange: EXCHANGE_ID, form } }]))
})

test('what both lodged is revealed; theirs stays sealed until they do', async () => {
  const user = userEvent.setup()
  const core = desk(LODGED)
  show_client(core, { path })
  await user.click(await screen.findByRole('button', { name: 'Reveal your paper' }))
  expect(screen.getByText('Sealed to South until it reveals.')).toBeTruthy()
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Reveal your paper' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'reveal-paper', args: { exchange: EXCHANGE_ID } }]))
})

test('who showed something else is told of, with the proof; nothing is shown as its paper', async () => {
  show_client(desk(CHEATED), { path })
  await screen.findByText('South revealed something else than it had lodged')
  expect(screen.getByText(/own signatures stand under both records/u)).toBeTruthy()
  expect(screen.getByText(CHEATED.sides[1]?.commitment ?? '')).toBeTruthy()
})

test('what can’t be read is told of, with what to do', async () => {
  show_client(desk(UNREADABLE), { path })
  await screen.findByText('What South revealed can’t be read')
  expect(screen.getByText(/Look from another device of your side/u)).toBeTruthy()
})
