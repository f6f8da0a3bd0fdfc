import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { Fault } from '../../core/fault'
import { show_client } from '../../testing'
import { press_core } from './scenes'

// Whole forms, typed into; slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

test('a contradiction is approved only with a reason, after asking', async () => {
  const core = press_core()
  show_client(core, { path: '/press/drafts/d2' })
  await userEvent.click(await screen.findByRole('button', { name: 'Approve in spite of it…' }))
  expect(screen.getByText('Without a reason it can’t be approved.')).toBeTruthy()
  expect(screen.queryByRole('alertdialog')).toBeNull()
  await userEvent.type(screen.getByRole('textbox'), 'South asked for it.')
  await userEvent.click(screen.getByRole('button', { name: 'Approve in spite of it…' }))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByRole('button', { name: 'Approve the contradiction' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'approve-release', args: { draft: 'd2', contradiction_reason: 'South asked for it.' } }]))
})

test('an approval is asked once, with the text that it is for', async () => {
  const core = press_core()
  show_client(core, { path: '/press/drafts/d1' })
  await userEvent.click(await screen.findByRole('button', { name: 'Approve' }))
  expect(core.done).toEqual([])
  const asked = within(await screen.findByRole('alertdialog', { name: 'Approve this text, word for word?' }))
  await userEvent.click(asked.getByRole('button', { name: 'Go back' }))
  expect(core.done).toEqual([])
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Approve' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'approve-release', args: { draft: 'd1', contradiction_reason: null } }]))
})

test('whoever wrote a text is offered no approval', async () => {
  show_client(press_core(), { path: '/press/drafts/d0' })
  await screen.findByText('You wrote it. Another press officer approves it.')
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
})

test('nothing is released without the press key; the embargo is read back for both sides', async () => {
  const core = press_core()
  show_client(core, { path: '/press/drafts/d3' })
  const release = await screen.findByRole('button', { name: 'Release under embargo…' })
  await screen.findByLabelText('Its passphrase')
  expect(release.getAttribute('disabled')).not.toBeNull()
  expect(screen.getByText(/07:48 on Friday,? 31 December 2021 in North and 23:48 on Thursday,? 30 December 2021 in South/)).toBeTruthy()
})

/** Chooses the key's file and types its passphrase. */
async function with_key(): Promise<void> {
  await userEvent.upload(document.querySelector<HTMLInputElement>('input[type=file]') ?? document.createElement('input'), new File(['a key'], 'press.key'))
  await userEvent.type(await screen.findByLabelText('Its passphrase'), 'secret')
  expect(await screen.findByText('press.key')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Release under embargo…' }).getAttribute('disabled')).toBeNull()
}

/** Neither file nor passphrase stands on the page, and nothing can be released. */
async function without_key(): Promise<void> {
  expect((await screen.findByLabelText<HTMLInputElement>('Its passphrase')).value).toBe('')
  expect(screen.queryByText('press.key')).toBeNull()
  expect(screen.getByRole('button', { name: 'Release under embargo…' }).getAttribute('disabled')).not.toBeNull()
}

test('whoever goes to another place of the desk leaves no press key behind', async () => {
  show_client(press_core(), { path: '/press/drafts/d3' })
  await screen.findByLabelText('Its passphrase')
  await with_key()
  const nav = within(screen.getByRole('navigation', { name: 'Places of the desk' }))
  await userEvent.click(nav.getByRole('link', { name: 'Press desk' }))
  await userEvent.click(await screen.findByRole('link', { name: 'Round in Geneva on 10 January' }))
  await without_key()
})

test('a page that is left altogether forgets the press key, also where the browser keeps the page', async () => {
  show_client(press_core(), { path: '/press/drafts/d3' })
  await screen.findByLabelText('Its passphrase')
  await with_key()
  act(() => {
    window.dispatchEvent(new Event('pagehide'))
  })
  await without_key()
})

test('a release that was refused asks for the passphrase again', async () => {
  const core = press_core()
  core.deeds['release-draft'] = () => Promise.reject(new Fault('bad-passphrase', 'it opens nothing', 'type it again'))
  show_client(core, { path: '/press/drafts/d3' })
  await screen.findByLabelText('Its passphrase')
  await with_key()
  await userEvent.click(screen.getByRole('button', { name: 'Release under embargo…' }))
  await userEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Release' }))
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Its passphrase').value).toBe(''))
})
