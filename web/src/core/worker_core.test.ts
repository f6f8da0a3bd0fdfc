import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { HANDED, is_held_elsewhere, keep_call, take_kept_call } from './kept_call'
import { forget_media, invent_media, page_call } from './media_testing'
import type { Tell } from './rpc'
import { WorkerCore } from './worker_core'

beforeEach(invent_media)
afterEach(forget_media)

/** A page whose worker was refused its place, since another tab has it. */
function waiting_tab() {
  const postMessage = (asked: object) => {
    // Beats above all: a worker that answers none is taken for dead.
    if ('id' in asked) queueMicrotask(() => void worker.onmessage?.(new MessageEvent('message', { data: { id: asked.id, ok: null } })))
  }
  const worker = { postMessage, terminate: () => undefined } as unknown as Worker
  const core = new WorkerCore(worker, () => null)
  const tell = (told: Tell) => {
    worker.onmessage?.(new MessageEvent('message', { data: told }))
  }
  tell({ tell: 'state', state: { at: 'other-tab', in_call: false } })
  return { core, tell }
}

/** What a browser tells the tabs that didn't write. */
function written(key: string | null = HANDED): void {
  dispatchEvent(new StorageEvent('storage', { key }))
}

test('a tab that waits says that the other one is in a call from when it is until it is not', async () => {
  const { core } = waiting_tab()
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: false })
  const { call } = page_call()
  await call.join('c1')
  written('detente-theme')
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: false })
  written()
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: true })
  call.event({ event: 'ended', reason: 'hung-up' })
  written()
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: false })
})

test('storage that is cleared holds no call', async () => {
  await page_call().call.join('c1')
  const { core } = waiting_tab()
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: true })
  localStorage.clear()
  written(null)
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: false })
})

test('of a tab that crashed in a call nobody says for longer than a minute that it is in one', async () => {
  vi.useFakeTimers()
  keep_call({ contact: 'c1', muted: false, push_to_talk: false })
  const { core } = waiting_tab()
  await vi.advanceTimersByTimeAsync(30_000)
  // Its last word, heard.
  keep_call({ contact: 'c1', muted: false, push_to_talk: false })
  written()
  await vi.advanceTimersByTimeAsync(59_999)
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: true })
  await vi.advanceTimersByTimeAsync(1)
  expect(core.state.get()).toEqual({ at: 'other-tab', in_call: false })
})

test('a tab that has the desk stays there, whatever is written', async () => {
  const { core, tell } = waiting_tab()
  tell({ tell: 'state', state: { at: 'starting' } })
  await page_call().call.join('c1')
  written()
  expect(core.state.get()).toEqual({ at: 'starting' })
})

test('a tab that was duplicated in mid-call keeps no copy of the call, and takes it from nobody', async () => {
  // The copy of sessionStorage: tests have one for all tabs.
  await page_call().call.join('c1')
  waiting_tab()
  expect(take_kept_call()).toBeNull()
  expect(is_held_elsewhere()).toBe(true)
})

test.each(['not JSON', 'null', '7', '{}', '{"at_unix_ms":9e15}'])('what was written as %s is no call, and the page comes up', (text) => {
  localStorage.setItem(HANDED, text)
  expect(waiting_tab().core.state.get()).toEqual({ at: 'other-tab', in_call: false })
})

test('a tab that loses the desk while it joins leaves the call to the one that took it', async () => {
  await page_call().call.join('c1')
  const second = page_call().call
  second.come_back(true)
  expect(second.state.get().at).toBe('joining')
  expect(is_held_elsewhere()).toBe(true)
  second.core_stopped(true)
  expect(second.state.get()).toMatchObject({ at: 'ended', reason: 'taken-over' })
  expect(is_held_elsewhere()).toBe(true)
})
