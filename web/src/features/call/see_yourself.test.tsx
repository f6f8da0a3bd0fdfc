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
/** A browser takes its time to open a camera. */
let opens: () => void = () => undefined

beforeEach(() => {
  cameras = []
  const getUserMedia = () =>
    new Promise((resolve) => {
      opens = () => {
        const camera = new Track()
        cameras.push(camera)
        resolve({ getVideoTracks: () => [camera], getAudioTracks: () => [] })
      }
    })
  // The browser's own takes its own tracks alone.
  vi.stubGlobal('MediaStream', new Proxy(MediaStream, { construct: (real) => new real() }))
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no node here')))
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia, enumerateDevices: () => Promise.resolve([]) } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  Reflect.deleteProperty(navigator, 'mediaDevices')
})

const RINGING: CallState = { at: 'ringing', contact: CONTACT }
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
