import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import { LINE_UP, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'

vi.setConfig({ testTimeout: 120_000 })

test('what silence means is said before anything is written, and nothing is signed before it is whole', async () => {
  const core = new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }) })
  show_client(core, { path: '/silence/begin' })
  await screen.findByText(/unless South objects before/u)
  expect(screen.getByText('Title, text and the end are wanted.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Sign and begin' })).toBeNull()
})
