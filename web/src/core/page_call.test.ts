import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { forget_media, invent_media, media, page_call, Track } from './media_testing'
import { is_held_elsewhere, take_kept_call } from './kept_call'

beforeEach(invent_media)
afterEach(forget_media)

test('the microphone is closed before anybody reads that the call has ended', async () => {
  const { call } = page_call()
  await call.join('c1')
  expect(media.track.open).toBe(true)
  let open_at_the_end: boolean | null = null
  call.state.subscribe(() => {
    if (call.state.get().at === 'ended') open_at_the_end = media.track.open
  })
  call.event({ event: 'ended', reason: 'hung-up' })
  expect(open_at_the_end).toBe(false)
})

test('how long it was held runs from the floor on', async () => {
  const { call } = page_call()
  await call.join('c1')
  vi.useFakeTimers({ now: 1_000 })
  call.event({ event: 'floor-opens', in_ms: 500 })
  vi.advanceTimersByTime(500 + 90_000)
  call.event({ event: 'ended', reason: 'hung-up' })
  expect(call.state.get()).toEqual({ at: 'ended', contact: 'c1', reason: 'hung-up', held_ms: 90_000 })
})

test('a floor that never opened was held for no time at all', async () => {
  const { call } = page_call()
  await call.join('c1')
  call.event({ event: 'ended', reason: 'not-staffed' })
  expect(call.state.get()).toMatchObject({ at: 'ended', held_ms: null })
})

test('who hangs up is heard no more at once, and waits for the node no longer than three seconds', async () => {
  const { call } = page_call(true)
  await call.join('c1')
  vi.useFakeTimers()
  await call.leave()
  expect(media.track.open).toBe(false)
  vi.advanceTimersByTime(2_999)
  expect(call.state.get().at).toBe('in-call')
  vi.advanceTimersByTime(1)
  expect(call.state.get()).toMatchObject({ at: 'ended', reason: 'hung-up-alone' })
})

test('a page that is loaded anew comes back muted where it was muted', async () => {
  const before = page_call()
  await before.call.join('c1')
  before.call.mute(true)
  media.track = new Track()
  const { call } = page_call()
  call.come_back(false)
  await vi.waitFor(() => expect(call.state.get()).toMatchObject({ at: 'in-call', contact: 'c1', muted: true }))
  expect(media.track.enabled).toBe(false)
})

test('a call that was left isn’t gone on with', async () => {
  const { call } = page_call()
  await call.join('c1')
  await call.leave()
  expect(call.state.get()).toMatchObject({ at: 'ended', reason: 'left' })
  expect(take_kept_call()).toBeNull()
  expect(is_held_elsewhere()).toBe(false)
})

/** Storage that a policy, or no room, refuses; how often something was to be written. */
function refused_storage() {
  const setItem = vi.fn(() => {
    throw new DOMException('', 'QuotaExceededError')
  })
  const refused = () => {
    throw new DOMException('', 'SecurityError')
  }
  const storage = { setItem, getItem: refused, removeItem: refused }
  vi.stubGlobal('sessionStorage', storage)
  vi.stubGlobal('localStorage', storage)
  return setItem
}

test('where storage is refused a call is held all the same, and gone on with by no tab', async () => {
  refused_storage()
  const { call } = page_call()
  await call.join('c1')
  expect(call.state.get().at).toBe('in-call')
  call.mute(true)
  expect(call.state.get()).toMatchObject({ at: 'in-call', muted: true })
  expect([take_kept_call(), is_held_elsewhere()]).toEqual([null, false])
  await call.leave()
  expect(call.state.get().at).toBe('ended')
})

test('a line that no longer goes through the worker ends the call, before anything is kept and whatever storage does', async () => {
  vi.useFakeTimers()
  const { call } = page_call()
  await call.join('c1')
  const written = refused_storage()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(call.state.get().at).toBe('in-call')
  expect(written).toHaveBeenCalledTimes(2)
  const [voice] = media.senders
  if (voice === undefined) throw new Error('a call sends a voice')
  voice.transform = null
  await vi.advanceTimersByTimeAsync(1_000)
  expect(call.state.get()).toMatchObject({ at: 'ended', reason: 'unsealed' })
  expect(written).toHaveBeenCalledTimes(2)
})

test('a microphone that goes is told of', async () => {
  const { call } = page_call()
  await call.join('c1')
  media.track.onended?.()
  expect(call.state.get()).toMatchObject({ warnings: ['microphone-gone'] })
})

test('a ring says that it rings, and not now that it was declined', () => {
  const { call, asked } = page_call()
  call.rings('c1')
  call.not_now()
  expect(call.state.get().at).toBe('none')
  expect(asked).toEqual([
    { ask: 'ring-heard', contact: 'c1', declined: false },
    { ask: 'ring-heard', contact: 'c1', declined: true },
  ])
  call.rings('c1')
  expect(call.state.get().at).toBe('ringing')
})

test('whoever is rung again while it rings still says so again, and is shown as rung anew', () => {
  const { call, asked } = page_call()
  call.rings('c1')
  call.rings('c1')
  expect(call.state.get()).toEqual({ at: 'ringing', contact: 'c1', rung: 2 })
  const rings = { ask: 'ring-heard', contact: 'c1', declined: false }
  expect(asked).toEqual([rings, rings])
  // Another contact's ring waits until this one is taken or declined.
  call.rings('c2')
  expect(call.state.get()).toMatchObject({ contact: 'c1', rung: 2 })
  expect(asked).toHaveLength(2)
})

test('without encrypted transforms nothing is asked of the microphone', async () => {
  vi.stubGlobal('RTCRtpScriptTransform', undefined)
  Reflect.deleteProperty(globalThis, 'RTCRtpScriptTransform')
  const { call, asked } = page_call()
  expect((await call.fitness())?.code).toBe('no-encoded-transforms')
  await call.join('c1')
  expect(call.state.get()).toMatchObject({ at: 'refused', error: { code: 'no-encoded-transforms' } })
  expect(asked.map(({ ask }) => ask)).not.toContain('join')
})

test('in a phone call there is no line for video, and no camera is asked for', async () => {
  const { call } = page_call()
  await call.join('c1')
  await call.set_camera(true)
  expect(call.state.get()).toMatchObject({ at: 'in-call', camera: 'none', own_picture: null })
  expect(media.video_lines).toBe(0)
  expect(media.asked_for.map(({ video }) => video)).toEqual([false])
})

test('in a videoconference the camera is off until it is turned on, and its light goes out with it', async () => {
  const { call } = page_call(false, true)
  await call.join('c1')
  expect(call.state.get()).toMatchObject({ camera: 'off', own_picture: null })
  expect(media.asked_for.map(({ video }) => video)).toEqual([false])
  expect(media.video_lines).toBe(5)
  await call.set_camera(true)
  expect(call.state.get()).toMatchObject({ camera: 'on' })
  expect(media.shown).toBe(media.camera)
  await call.set_camera(false)
  expect(call.state.get()).toMatchObject({ camera: 'off', own_picture: null })
  expect([media.shown, media.camera.open, media.track.open]).toEqual([null, false, true])
})

test('a camera that is turned off while it opens never shows anything', async () => {
  const { call } = page_call(false, true)
  await call.join('c1')
  const opening = call.set_camera(true)
  await call.set_camera(false)
  await opening
  expect(call.state.get()).toMatchObject({ camera: 'off' })
  expect([media.shown, media.camera.open]).toEqual([null, false])
})

test('without leave for the camera the call goes on by voice, with the reason', async () => {
  const { call } = page_call(false, true)
  await call.join('c1')
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => Promise.reject(new DOMException('', 'NotAllowedError')) } })
  await call.set_camera(true)
  expect(call.state.get()).toMatchObject({ at: 'in-call', camera: 'off', camera_fault: { code: 'camera-denied' } })
  expect(media.track.open).toBe(true)
})

test('the camera is closed with the call, and off again after a reload', async () => {
  const before = page_call(false, true)
  await before.call.join('c1')
  await before.call.set_camera(true)
  const { call } = page_call(false, true)
  call.come_back(false)
  await vi.waitFor(() => expect(call.state.get()).toMatchObject({ at: 'in-call', camera: 'off' }))
  before.call.event({ event: 'ended', reason: 'hung-up' })
  expect(media.camera.open).toBe(false)
})

test('a camera that goes is told of', async () => {
  const { call } = page_call(false, true)
  await call.join('c1')
  await call.set_camera(true)
  media.camera.onended?.()
  expect(call.state.get()).toMatchObject({ camera: 'off', warnings: ['camera-gone'] })
})

test('a picture is shown under its device while it comes', async () => {
  const { call } = page_call(false, true)
  await call.join('c1')
  call.event({ event: 'picture', slot: 1, device: 'd8' })
  expect(call.state.get()).toMatchObject({ pictures: [{ slot: 1, device: 'd8' }] })
  call.event({ event: 'picture', slot: 1, device: null })
  expect(call.state.get()).toMatchObject({ pictures: [] })
})
