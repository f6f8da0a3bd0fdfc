import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import type { StagingView } from '../../core/shapes/staging'
import { CALL_AT, MINUTE } from '../../gallery/people'
import { show_client } from '../../testing'
import { CALLED, STAGING, rings_of } from './examples'
import { duty_core } from './scenes'

const CONFIRM = 'Confirm: our principal may be called'

test('where all is there one press confirms', async () => {
  const core = duty_core([STAGING])
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByText(CONFIRM))
  await waitFor(() => expect(core.done).toEqual([{ act: 'confirm-stage', args: { contact: STAGING.contact } }]))
})

test('long before the start it is asked once more', async () => {
  const core = duty_core([{ ...STAGING, start_unix_ms: CALL_AT + 24 * 60 * MINUTE }])
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByText(CONFIRM))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByText('Confirm all the same'))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['confirm-stage']))
})

test('nothing is confirmed while the line is down; abort asks first', async () => {
  const core = duty_core([{ ...STAGING, line_up: false, ready: false, missing: [{ lack: 'line-down', reason: null }] }])
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByText('Abort…'))
  expect(screen.queryByText(CONFIRM)).toBeNull()
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByText('Abort'))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['abort-contact']))
})

test('once both confirmed there is nothing to press but abort', async () => {
  show_client(duty_core([CALLED]), { path: '/duty' })
  await screen.findByText('Both sides confirmed: the principals are being called. There is nothing to press.')
  expect(screen.queryByText(CONFIRM)).toBeNull()
})

test('of a call on the line nothing is said to be missing', async () => {
  const missing: StagingView['missing'] = [{ lack: 'not-agreed', phase: 'on-the-line' }]
  show_client(duty_core([{ ...CALLED, phase: 'on-the-line', ready: false, missing, started_unix_ms: CALL_AT }]), { path: '/duty' })
  await screen.findByText(/On the line since/)
  expect(screen.queryByText('Still missing')).toBeNull()
})

const THEIRS_AGAIN = 'Only South’s duty officer can ring their principal again. Ask there:'

test.each(['declined', 'unanswered', 'left'] as const)('our principal, %s, is rung again by one press, by keyboard too', async (step) => {
  const core = duty_core([{ ...CALLED, rings: rings_of(step, 'ringing') }])
  show_client(core, { path: '/duty' })
  const button = await screen.findByRole('button', { name: 'Ring again' })
  expect(screen.queryByText('Both sides confirmed: the principals are being called. There is nothing to press.')).toBeNull()
  expect(screen.queryByText(THEIRS_AGAIN, { exact: false })).toBeNull()
  button.focus()
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(core.done).toEqual([{ act: 'ring-again', args: { contact: CALLED.contact } }]))
  // Heard and seen.
  expect(await screen.findAllByText('Your principal is rung again')).not.toEqual([])
})

test('why it isn’t rung again is said', async () => {
  const core = duty_core([{ ...CALLED, rings: rings_of('declined', 'ringing') }])
  core.deeds['ring-again'] = () => {
    throw Object.assign(new Error('x'), { code: 'nobody-to-ring', cause: 'x', next: 'y' })
  }
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByRole('button', { name: 'Ring again' }))
  const said = await screen.findByRole('alert')
  expect(said.textContent).toContain('No page or terminal of your principal waits to be rung')
  expect(screen.queryByText('Your principal is rung again')).toBeNull()
})

test.each(['not-staged', 'line-fault', 'not-staffed', 'sent', 'ringing', 'answered'] as const)('our principal, %s, has no such button', async (step) => {
  show_client(duty_core([{ ...CALLED, rings: rings_of(step, step) }]), { path: '/duty' })
  await screen.findByText('Both sides confirmed: the principals are being called. There is nothing to press.')
  expect(screen.queryByRole('button', { name: 'Ring again' })).toBeNull()
  expect(screen.queryByText(THEIRS_AGAIN, { exact: false })).toBeNull()
})

test('a principal without an open page is called where the node calls closed browsers, and only there', async () => {
  const core = duty_core([{ ...CALLED, rings: rings_of('not-staffed', 'not-staffed') }])
  core.answers.push = () => ({ key: 'BKey', services: [], endpoint: null, registered_unix_ms: null, last_failed_unix_ms: null })
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByRole('button', { name: 'Call their closed browser' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'ring-again', args: { contact: CALLED.contact } }]))
})

test.each(['declined', 'unanswered', 'left'] as const)('of the other side’s principal, %s, it is said whom to ask', async (step) => {
  show_client(duty_core([{ ...CALLED, rings: rings_of('answered', step) }]), { path: '/duty' })
  await screen.findByText(THEIRS_AGAIN, { exact: false })
  expect(screen.queryByRole('button', { name: 'Ring again' })).toBeNull()
  expect(screen.getAllByRole('link', { name: 'Order wire' }).length).toBeGreaterThan(0)
})

test('a shift is taken off the list only after asking', async () => {
  const core = duty_core([])
  show_client(core, { path: '/duty/shifts' })
  const [first] = await screen.findAllByRole('button', { name: /^Take off: shift of/ })
  await userEvent.click(first ?? document.body)
  expect(core.done).toEqual([])
  const asked = within(await screen.findByRole('alertdialog', { name: 'Take this shift off the list?' }))
  await userEvent.click(asked.getByRole('button', { name: 'Take off' }))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['set-shifts']))
  // In the place of the list that was shown.
  expect(core.done[0]?.args).toMatchObject({ instead_of: '9c01'.repeat(16) })
  expect(screen.queryByRole('alertdialog')).toBeNull()
})

test('a list that another duty officer changed meanwhile isn’t overwritten, and that is said', async () => {
  const core = duty_core([])
  core.deeds['set-shifts'] = () => {
    throw Object.assign(new Error('x'), { code: 'shifts-changed', cause: 'x', next: 'y' })
  }
  show_client(core, { path: '/duty/shifts' })
  const [first] = await screen.findAllByRole('button', { name: /^Take off: shift of/ })
  await userEvent.click(first ?? document.body)
  const asked = within(await screen.findByRole('alertdialog', { name: 'Take this shift off the list?' }))
  await userEvent.click(asked.getByRole('button', { name: 'Take off' }))
  const said = await screen.findByRole('alert')
  expect(said.textContent).toContain('Another duty officer changed the shift list meanwhile')
  expect(said.textContent).toContain('make your change again')
})
