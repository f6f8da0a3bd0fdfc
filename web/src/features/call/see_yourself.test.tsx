import { act, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { CallState } from '../../core/call_control'
import { Track } from '../../core/media_testing'
import { show_client } from '../../testing'
import { CONTACT, call_core, held } from './examples'

// Whole pages, typed into; slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

let cameras: Track[] = []
let devices: Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[] = []
const asked_for: unknown[] = []
/** What a browser tells of the camera that it opens. */
let opened: MediaTrackSettings = {}
/** A browser takes its time to open a camera. */
let opens: () => void = () => undefined

beforeEach(() => {
  cameras = []
  devices = []
  opened = {}
  asked_for.length = 0
  localStorage.clear()
  const getUserMedia = (wanted: MediaStreamConstraints) =>
    new Promise((resolve) => {
      asked_for.push(typeof wanted.video === 'object' ? (wanted.video.deviceId ?? null) : null)
      opens = () => {
        const camera = Object.assign(new Track(), { settings: opened })
        cameras.push(camera)
        resolve({ getVideoTracks: () => [camera], getAudioTracks: () => [] })
      }
    })
  // The browser's own takes its own tracks alone.
  vi.stubGlobal('MediaStream', new Proxy(MediaStream, { construct: (real, [tracks]: [Track[]]) => Object.assign(new real(), { getVideoTracks: () => tracks }) }))
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no node here')))
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia, enumerateDevices: () => Promise.resolve(devices), addEventListener: () => undefined, removeEventListener: () => undefined } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'mediaDevices')
})

const RINGING: CallState = { at: 'ringing', contact: CONTACT, rung: 1 }
const JOINING: CallState = { at: 'joining', contact: CONTACT }

/** Every place where one can see oneself, and how a call begins there. */
const PLACES: [string, CallState, string, CallState][] = [
  ['on the device test, once it rings', { at: 'none' }, '/device-test', RINGING],
  ['on the device test, once one is in the call', { at: 'none' }, '/device-test', held({ camera: 'off' })],
  ['before the call, once one joins', { at: 'none' }, `/contacts/${CONTACT}/call`, JOINING],
  ['while it rings, once it is taken', RINGING, '/', JOINING],
]

test.each(PLACES)('the camera that shows oneself is closed %s', async (_name, before, path, begun) => {
  const core = call_core(before, { medium: 'videoconference' })
  show_client(core, { path })
  await userEvent.click(await screen.findByRole('button', { name: 'See yourself' }))
  act(() => opens())
  expect(await screen.findByRole('button', { name: 'Close the camera' })).toBeTruthy()
  expect(cameras.map(({ open }) => open)).toEqual([true])
  act(() => core.call.state.set(begun))
  expect(cameras.map(({ open }) => open)).toEqual([false])
})

test.each(PLACES)('a camera that is still opening is closed as it opens %s', async (_name, before, path, begun) => {
  const core = call_core(before, { medium: 'videoconference' })
  show_client(core, { path })
  await userEvent.click(await screen.findByRole('button', { name: 'See yourself' }))
  act(() => core.call.state.set(begun))
  opens()
  await waitFor(() => expect(cameras.map(({ open }) => open)).toEqual([false]))
})

const camera = (deviceId: string, label: string) => ({ kind: 'videoinput' as const, deviceId, label })

async function see_oneself() {
  show_client(call_core(RINGING, { medium: 'videoconference' }))
  await userEvent.click(await screen.findByRole('button', { name: 'See yourself' }))
  act(() => opens())
  await screen.findByRole('button', { name: 'Close the camera' })
}

test('with one camera, or where the browser tells of none, there is nothing to choose', async () => {
  devices = [camera('one', 'Front'), camera('', ''), { kind: 'audioinput', deviceId: 'mic', label: 'Microphone' }]
  await see_oneself()
  expect(screen.queryByRole('button', { name: /Which camera/u })).toBeNull()
})

test('of two cameras the one that is chosen is opened in the place of the other, and the next time too', async () => {
  devices = [camera('one', 'Front'), camera('two', '')]
  await see_oneself()
  await userEvent.click(await screen.findByRole('button', { name: /Which camera/u }))
  await userEvent.click(await screen.findByRole('option', { name: 'Device 2' }))
  act(() => opens())
  await waitFor(() => expect(cameras.map(({ open }) => open)).toEqual([false, true]))
  expect(asked_for).toEqual([null, { exact: 'two' }])
  expect(localStorage.getItem('detente-camera')).toBe('two')
})

test.each([
  ['the one that is open, though another was chosen', 'one', { deviceId: 'two' }, 'Side'],
  ['the one that is open, where none was chosen', null, { deviceId: 'two' }, 'Side'],
  ['none that is gone', 'gone', { deviceId: 'one' }, 'Front'],
  ['what was chosen, where the browser tells of nothing', 'two', {}, 'Side'],
  ['none, where nobody chose and the browser tells of nothing', null, {}, 'Choose'],
  ['none, where what is open isn’t among them', 'one', { deviceId: 'gone' }, 'Choose'],
])('the choice of cameras names %s', async (_name, chosen, settings, wanted) => {
  if (chosen !== null) localStorage.setItem('detente-camera', chosen)
  opened = settings
  devices = [camera('one', 'Front'), camera('two', 'Side')]
  await see_oneself()
  const choice = await screen.findByRole('button', { name: /Which camera/u })
  expect(choice.textContent).toContain(wanted)
})

test('in a call another camera is opened only where one was on', async () => {
  devices = [camera('one', 'Front'), camera('two', 'Side')]
  const core = call_core(held({ camera: 'off' }))
  const set = vi.spyOn(core.call, 'set_camera')
  show_client(core)
  const choose = async (name: string) => {
    await userEvent.click(await screen.findByRole('button', { name: /Which camera/u }))
    await userEvent.click(await screen.findByRole('option', { name }))
  }
  await choose('Side')
  expect(set).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Turn the camera on' }))
  set.mockClear()
  await choose('Front')
  await waitFor(() => expect(set.mock.calls).toEqual([[false], [true]]))
})

test('where the chosen camera is gone another one is opened', async () => {
  localStorage.setItem('detente-camera', 'gone')
  const { mediaDevices } = navigator
  const real = mediaDevices.getUserMedia.bind(mediaDevices)
  const gone = Object.assign(new Error('none fits'), { name: 'OverconstrainedError' })
  vi.spyOn(mediaDevices, 'getUserMedia').mockImplementation((wanted) => (typeof wanted?.video === 'object' && wanted.video.deviceId !== undefined ? Promise.reject(gone) : real(wanted)))
  show_client(call_core(RINGING, { medium: 'videoconference' }))
  await userEvent.click(await screen.findByRole('button', { name: 'See yourself' }))
  act(() => opens())
  await screen.findByRole('button', { name: 'Close the camera' })
  expect(cameras.map(({ open }) => open)).toEqual([true])
})
