import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { show_client } from '../../testing'
import { messages_core } from './scenes'

test('whoever opens a FLASH says that it was seen, once, and takes it with the one button', async () => {
  const core = messages_core('sherpa')
  show_client(core, { path: '/messages/m1' })
  await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge: I take this message' }))
  core.touch()
  await waitFor(() => expect(core.done).toEqual([
    { act: 'present-message', args: { message: 'm1' } },
    { act: 'acknowledge-message', args: { message: 'm1' } },
  ]))
})

test('a duty officer takes it without reading, and tells nobody that it was read', async () => {
  const core = messages_core('duty-officer', undefined, true)
  show_client(core, { path: '/messages/m1' })
  await userEvent.click(await screen.findByRole('button', { name: 'Acknowledge: I take this message' }))
  expect(core.done).toEqual([{ act: 'acknowledge-message', args: { message: 'm1' } }])
  expect(screen.queryByRole('link', { name: 'Reply' })).toBeNull()
})

test('nothing is sent before it is written, and nothing at once without asking', async () => {
  const core = messages_core('sherpa', [])
  show_client(core, { path: '/messages/new' })
  await userEvent.click(await screen.findByRole('button', { name: 'Send without approval…' }))
  expect(screen.getByText('Write the text.')).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Text'), 'We agree.')
  await userEvent.type(screen.getByLabelText('Language of the text'), 'en')
  await userEvent.click(screen.getByRole('button', { name: 'Send without approval…' }))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByRole('button', { name: 'Send' }))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['send-message']))
})
