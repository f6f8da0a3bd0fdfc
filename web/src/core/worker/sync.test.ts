import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Device } from '../wasm/client_wasm'
import type { Node } from './node'
import { INSIDE_EVERY_MS, Sync } from './sync'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A node with internal records, one a page, and a device that counts what it took. */
function pair(reads = true) {
  const held = { records: 0, taken: 0, asked: 0, done: 0 }
  const node = { get: () => Promise.resolve(String((held.asked += 1))) } as unknown as Node
  const device = {
    reads_internal: () => reads,
    positions: () => JSON.stringify({ own: 0, other: 0, internal: held.taken }),
    take_internal: () => {
      if (held.taken === held.records) return false
      held.taken += 1
      return true
    },
  } as unknown as Device
  new Sync(node, () => device, () => 0, () => (held.done += 1), () => undefined)
  return held
}

test('what another of the side wrote comes by itself; nothing new is told as nothing', async () => {
  const held = pair()
  await vi.advanceTimersByTimeAsync(INSIDE_EVERY_MS)
  expect(held).toMatchObject({ asked: 1, taken: 0, done: 0 })
  held.records = 2
  await vi.advanceTimersByTimeAsync(INSIDE_EVERY_MS)
  expect(held).toMatchObject({ asked: 4, taken: 2, done: 1 })
})

test('who reads no internal records never asks', async () => {
  const held = pair(false)
  await vi.advanceTimersByTimeAsync(3 * INSIDE_EVERY_MS)
  expect(held).toMatchObject({ asked: 0, done: 0 })
})
