import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { forget_media, invent_media, media, page_call, Track } from './media_testing'
import { is_held_elsewhere } from './kept_call'
import type { PageCall } from './page_call'

beforeEach(invent_media)
afterEach(forget_media)

/** Another tab of the same browser: what this one kept for itself is none of its business. */
function other_tab(has_video = false): PageCall {
  sessionStorage.clear()
  media.track = new Track()
  return page_call(false, has_video).call
}

test('the tab that takes a call over goes on with it by itself, muted where it was muted, with the camera off', async () => {
  const before = page_call(false, true)
  await before.call.join('c1')
  await before.call.set_camera(true)
  before.call.mute(true)
  const call = other_tab(true)
  before.call.event({ event: 'ended', reason: 'taken-over' })
  expect(before.call.state.get()).toMatchObject({ at: 'ended', reason: 'taken-over' })
  call.come_back(true)
  await vi.waitFor(() => expect(call.state.get()).toMatchObject({ at: 'in-call', contact: 'c1', muted: true, camera: 'off' }))
  expect(media.track.enabled).toBe(false)
})

test('whoever held a key to speak comes over muted', async () => {
  const before = page_call()
  await before.call.join('c1')
  before.call.set_push_to_talk(true)
  before.call.push_to_talk(true)
  const call = other_tab()
  call.come_back(true)
  await vi.waitFor(() => expect(call.state.get()).toMatchObject({ at: 'in-call', muted: true, push_to_talk: true }))
})

test('a tab that was only opened takes no call over, whatever another one holds', async () => {
  await page_call().call.join('c1')
  const call = other_tab()
  call.come_back(false)
  expect(call.state.get()).toEqual({ at: 'none' })
  expect(is_held_elsewhere()).toBe(true)
})

test.each([
  [59_999, 'joining'],
  [60_000, 'none'],
])('%d ms after the other tab last said that it is in a call the one that takes over is %s', async (after_ms, wanted) => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] })
  await page_call().call.join('c1')
  const call = other_tab()
  vi.setSystemTime(1_000_000 + after_ms)
  expect(is_held_elsewhere()).toBe(wanted === 'joining')
  call.come_back(true)
  expect(call.state.get().at).toBe(wanted)
})

test('a call that goes to and fro between two tabs comes back to the first', async () => {
  const first = page_call().call
  await first.join('c1')
  const second = other_tab()
  first.event({ event: 'ended', reason: 'taken-over' })
  second.come_back(true)
  await vi.waitFor(() => expect(second.state.get().at).toBe('in-call'))
  second.event({ event: 'ended', reason: 'taken-over' })
  first.come_back(true)
  await vi.waitFor(() => expect(first.state.get()).toMatchObject({ at: 'in-call', contact: 'c1' }))
})
