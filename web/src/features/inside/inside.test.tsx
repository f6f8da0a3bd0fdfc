import { configure, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { CONTACT_ID, NOTHING_INSIDE, RECORDS, TASKS, TYPICAL_INSIDE } from '../../gallery/inside'
import { show_client } from '../../testing'
import { inside_core, not_listed } from './scenes'

// Each page is a chunk of its own, fetched when it is first shown.
vi.setConfig({ testTimeout: 60_000 })
configure({ asyncUtilTimeout: 15_000 })

const RECORD = `/inside/records/${RECORDS[0]?.record ?? ''}`

async function press(name: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name }))
}

async function confirm(name: string) {
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name }))
}

test('a task is settled after asking, by who gives tasks', async () => {
  const core = inside_core(['sherpa'], { ...TYPICAL_INSIDE, tasks: () => ({ tasks: TASKS.slice(0, 1) }) })
  show_client(core, { path: '/inside' })
  await press('It is done')
  expect(core.done).toEqual([])
  await confirm('It is done')
  await waitFor(() => expect(core.done).toEqual([{ act: 'settle-task', args: { task: 't1', state: 'done' } }]))
})

test('whoever only reads is shown no act', async () => {
  show_client(inside_core(['interpreter']), { path: '/inside' })
  await screen.findByText('Send the list of participants to South')
  expect(screen.queryByRole('button', { name: 'It is done' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Give a task' })).toBeNull()
})

test('a task isn’t given before all is said', async () => {
  const core = inside_core(['sherpa'], NOTHING_INSIDE)
  show_client(core, { path: '/inside' })
  await press('Give a task')
  await press('Give the task')
  expect(screen.getByText('Say what is to be done.')).not.toBeNull()
  expect(screen.getByText('Choose who is to do it.')).not.toBeNull()
  expect(core.done).toEqual([])
})

test('what is opened has the focus, and the button has it back', async () => {
  show_client(inside_core(['sherpa'], NOTHING_INSIDE), { path: '/inside' })
  await press('Give a task')
  expect(document.activeElement?.textContent).toBe('Give a task')
  expect(document.activeElement?.tagName).toBe('H2')
  await press('Go back')
  await waitFor(() => expect(document.activeElement?.tagName).toBe('BUTTON'))
  expect(document.activeElement?.textContent).toBe('Give a task')
})

test('what was asked is answered in its place', async () => {
  const core = inside_core()
  show_client(core, { path: '/inside/consultations' })
  const [first] = await screen.findAllByRole('button', { name: 'Enter what they said' })
  await userEvent.click(first ?? document.body)
  await userEvent.type(screen.getByRole('textbox', { name: 'What they said' }), 'Two limits.')
  await press('Enter it')
  await waitFor(() => expect(core.done).toMatchObject([{ act: 'enter-consultation', args: { about: CONTACT_ID, form: { state: 'held', text: 'Two limits.' }, instead_of: ['k1'] } }]))
})

test('nobody reviews an own card', async () => {
  show_client(inside_core(), { path: '/inside/briefing/f3' })
  await screen.findByText('Somebody else reviews or approves it.')
  expect(screen.queryByRole('button', { name: 'Review' })).toBeNull()
})

test('a record’s words are shown once its opening is kept, and not before', async () => {
  const core = inside_core(['sherpa'])
  show_client(core, { path: RECORD })
  await screen.findByText(/A line in the access log says/)
  expect(screen.queryByText('Confidential')).toBeNull()
  await press('Open it')
  await screen.findAllByText('Confidential')
  expect(core.done).toMatchObject([{ act: 'open-note', args: { off_list: false } }])
})

test('nobody is led to approve a record before it is opened', async () => {
  show_client(inside_core(['sherpa']), { path: RECORD })
  const approve = await screen.findByRole('button', { name: 'Approve' })
  expect(approve.className).not.toContain('button-primary')
  await press('Open it')
  await screen.findAllByText('Confidential')
  expect(screen.getByRole('button', { name: 'Approve' }).className).toContain('button-primary')
})

test('who isn’t on its list is told so before it is opened', async () => {
  const core = not_listed()
  show_client(core, { path: RECORD })
  await press('Open it')
  await screen.findByText(/You aren’t on its distribution list/)
  expect(screen.queryByText('Confidential')).toBeNull()
  await press('Open it nevertheless')
  await screen.findAllByText('Confidential')
  expect(core.done.map(({ args }) => args)).toMatchObject([{ off_list: false }, { off_list: true }])
})

test('a security officer follows who opened it, and is shown no word', async () => {
  show_client(inside_core(['security-officer']), { path: RECORD })
  await screen.findByText('Not on its list')
  expect(screen.queryByRole('button', { name: 'Open it' })).toBeNull()
})

test('a duty officer has no such place', async () => {
  show_client(inside_core(['duty-officer']), { path: '/inside/mandates' })
  expect(await screen.findByRole('heading', { level: 1 })).not.toBeNull()
  expect(screen.queryByText('Mandates')).toBeNull()
})
