import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import type { Bench } from '../../core/bench'
import { Fault } from '../../core/fault'
import { signed_in } from '../../gallery/people'
import { show } from '../../testing'
import { App } from '../../app/App'
import { home_core } from '../home/scenes'
import { BenchProvider } from './bench_context'
import { bench } from './scenes'

// Whole pages; slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

function shown(change: Partial<Bench> = {}) {
  const core = home_core(signed_in(['sherpa']))
  const page = show(
    core,
    <BenchProvider value={bench(change)}>
      <App clock_stands />
    </BenchProvider>,
    { path: '/device-test' },
  )
  return { core, page }
}

const step = (name: string) => screen.getByRole('region', { name })

test('what needs nobody runs by itself', async () => {
  const { core } = shown({ ask_node: () => Promise.resolve({ took_ms: 20, clock_ahead_ms: 9_000 }) })
  expect(await screen.findByText('The clocks of this device and of your node differ.')).toBeTruthy()
  expect(step('Your node answers').textContent).toContain('Passed')
  expect(step('What this browser can').textContent).toContain('Passed')
  core.node_reached.set(false)
  expect(await screen.findByText('The open connection to your node is away: this page would not ring.')).toBeTruthy()
})

test('a microphone passes once something is heard, and is closed when one goes', async () => {
  const close = vi.fn()
  const { page } = shown({ open: () => Promise.resolve({ level: () => 0.5, record: () => Promise.resolve(new Blob()), close }) })
  await userEvent.click(screen.getByRole('button', { name: 'Open the microphone' }))
  await vi.waitFor(() => expect(step('Microphone').textContent).toContain('Passed'))
  expect(close).not.toHaveBeenCalled()
  page.unmount()
  expect(close).toHaveBeenCalledOnce()
})

test('a refused microphone says why and what to do', async () => {
  shown({ open: () => Promise.reject(new Fault('microphone-denied', '', '')) })
  await userEvent.click(screen.getByRole('button', { name: 'Open the microphone' }))
  expect(await screen.findByText('This page may not use the microphone.')).toBeTruthy()
  expect(step('Microphone').textContent).toContain('Allow it beside the page’s address')
})

test('whoever records says whether it was heard', async () => {
  shown()
  await userEvent.click(screen.getByRole('button', { name: 'Record four seconds' }))
  await userEvent.click(await screen.findByRole('button', { name: 'No' }))
  expect(step('Hear yourself').textContent).toContain('You did not hear yourself.')
})
