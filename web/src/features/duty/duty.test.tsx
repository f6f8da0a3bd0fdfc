import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { show_client } from '../../testing'
import { CALLED, OUR_SIDE, STAGING, THEIR_SIDE } from './examples'
import { duty_core } from './scenes'

const CONFIRM = 'Confirm: our principal may be called'

test('where all is there one press confirms', async () => {
  const core = duty_core([STAGING])
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByText(CONFIRM))
  await waitFor(() => expect(core.done).toEqual([{ act: 'confirm-stage', args: { contact: STAGING.contact } }]))
})

test('where no device of ours waits, it is asked once more', async () => {
  const core = duty_core([{ ...STAGING, sides: [{ ...OUR_SIDE, device_ready: false }, THEIR_SIDE] }])
  show_client(core, { path: '/duty' })
  await userEvent.click(await screen.findByText(CONFIRM))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByText('Confirm all the same'))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['confirm-stage']))
})

test('nothing is confirmed while the line is down; abort asks first', async () => {
  const core = duty_core([{ ...STAGING, line_up: false, ready: false }])
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
