import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { call_core, held } from '../features/call/examples'
import { show } from '../testing'
import { AnnouncerProvider, useAnnounce } from './Announcer'
import { Button } from './Button'
import { Confirm } from './Dialog'

test.each([
  ['asks', false, 1],
  ['runs', true, 0],
])('Escape while it %s', async (_name, busy, closed) => {
  const on_close = vi.fn()
  show(
    call_core(held()),
    <Confirm title="End it?" open on_close={on_close} verb="End it" busy={busy} on_confirm={() => undefined}>
      <p>For both.</p>
    </Confirm>,
  )
  const out = screen.getByRole('button', { name: 'Go back' })
  expect(out.hasAttribute('disabled')).toBe(busy)
  screen.getByRole('button', { name: /End it/ }).focus()
  await userEvent.keyboard('{Escape}')
  expect(on_close).toHaveBeenCalledTimes(closed)
})

function Says() {
  const { say } = useAnnounce()
  return <Button onPress={() => say('Somebody has come in.')}>Say</Button>
}

test('the same words twice are two announcements', async () => {
  show(
    call_core(held()),
    <AnnouncerProvider>
      <Says />
    </AnnouncerProvider>,
  )
  const say = async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Say' }))
    return screen.getByText('Somebody has come in.')
  }
  const first = await say()
  const second = await say()
  expect(second).not.toBe(first)
  expect(first.isConnected).toBe(false)
})
