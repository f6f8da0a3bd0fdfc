import { act, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { InCall } from '../../core/call_control'
import { in_call } from '../../core/fake_core'
import { show_client } from '../../testing'
import { rings_of } from '../duty/examples'
import { CONTACT, OWN, call_core, held } from './examples'

/** Enough of the browser's sound to see whether something sounds. */
const sounding = new Set<unknown>()
let stopped = 0

class FakeNode {
  readonly gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }
  readonly frequency = { value: 0 }
  connect(next: unknown): unknown {
    return next
  }
  start(): void {
    sounding.add(this)
  }
  stop(): void {
    // Planned, not yet.
  }
  disconnect(): void {
    stopped += 1
    sounding.clear()
  }
}

class FakeAudio {
  readonly state = 'running'
  readonly currentTime = 0
  readonly destination = new FakeNode()
  createOscillator = () => new FakeNode()
  createGain = () => new FakeNode()
}

beforeEach(() => {
  sounding.clear()
  stopped = 0
  vi.stubGlobal('AudioContext', FakeAudio)
  localStorage.clear()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const RINGING = { at: 'ringing', contact: CONTACT, rung: 1 } as const

test('it rings over everything, and is silent at once when taken', async () => {
  const core = call_core(RINGING)
  show_client(core)
  expect(screen.getByRole('heading', { level: 1, name: 'You are being called: South' })).toBeTruthy()
  await waitFor(() => expect(sounding.size).toBeGreaterThan(0))
  expect(document.title).toBe('You are being called')
  await userEvent.click(screen.getByRole('button', { name: 'Take the call' }))
  expect(stopped).toBe(1)
  expect(sounding.size).toBe(0)
  expect(core.call.state.get().at).toBe('in-call')
})

test('a muted ring stays muted', async () => {
  const { unmount } = show_client(call_core(RINGING))
  await userEvent.click(screen.getByRole('button', { name: 'Silence the tone' }))
  expect(sounding.size).toBe(0)
  unmount()
  show_client(call_core(RINGING))
  expect(screen.getByRole('button', { name: 'Sound the tone' })).toBeTruthy()
  expect(sounding.size).toBe(0)
})

test('whoever is rung again hears tone and announcement anew', async () => {
  const core = call_core(RINGING)
  show_client(core)
  const said = () => document.querySelector('[aria-live="assertive"] span')
  await waitFor(() => expect(said()?.textContent).toBe('You are being called: South'))
  const [first, tones] = [said(), sounding.size]
  act(() => core.call.state.set({ ...RINGING, rung: 2 }))
  await waitFor(() => expect(said()).not.toBe(first))
  expect(said()?.textContent).toBe('You are being called: South')
  expect(stopped).toBe(1)
  expect(sounding.size).toBe(tones)
})

test('a contact that is called off while it rings rings no more', async () => {
  const core = call_core(RINGING)
  core.answers.rings = () => rings_of('ringing', 'sent')
  show_client(core)
  await screen.findByText('Agreed for')
  core.answers.rings = () => rings_of('not-staged', 'not-staged')
  act(() => core.touch())
  await waitFor(() => expect(core.call.state.get().at).toBe('none'))
  expect(sounding.size).toBe(0)
})

test('a call that another device of this person took rings here no more', async () => {
  const core = call_core(RINGING)
  core.answers.rings = () => rings_of('ringing', 'sent')
  show_client(core)
  await screen.findByText('Agreed for')
  core.answers.rings = () => rings_of('answered', 'sent')
  act(() => core.touch())
  await waitFor(() => expect(core.call.state.get().at).toBe('none'))
})

test('who waits for the other side sees how it is called there', async () => {
  const core = call_core(in_call(CONTACT, { members: [OWN], floor: 'closed' }))
  for (const [step, words] of [
    ['ringing', 'Ringing'],
    ['declined', 'Declined: not now'],
    ['left', 'No longer in the call'],
    ['unanswered', 'Rang, and nobody answered'],
    ['not-staffed', 'Nobody there to ring'],
    ['line-fault', 'Line down: not known'],
  ] as const) {
    core.answers.rings = () => rings_of('answered', step)
    const { unmount } = show_client(core)
    expect(await screen.findByText(words)).toBeTruthy()
    expect(screen.queryByText('Answered')).toBeNull()
    unmount()
  }
})

test('not now goes back to the desk', async () => {
  const core = call_core(RINGING)
  show_client(core)
  await userEvent.click(screen.getByRole('button', { name: 'Not now' }))
  await waitFor(() => expect(core.call.state.get().at).toBe('none'))
})

test('a page that can hold no call says so before anybody rings, and isn’t rung', async () => {
  const core = call_core({ at: 'none' }, { unfit: { code: 'microphone-denied', cause: 'x', next: 'y' } })
  show_client(core)
  expect(await screen.findByText('This page may not use the microphone.')).toBeTruthy()
  expect(core.call.awaited).toEqual([])
})

test('a principal’s page waits for the ring by itself, others’ don’t', async () => {
  const core = call_core({ at: 'none' })
  show_client(core)
  await waitFor(() => expect(core.call.awaited).toEqual([CONTACT]))
  const aide = call_core({ at: 'none' }, { roles: ['sherpa'] })
  show_client(aide)
  await screen.findAllByText(/Next:/)
  expect(aide.call.awaited).toEqual([])
})

const state_of = (core: ReturnType<typeof call_core>) => core.call.state.get() as InCall

test('the space bar mutes and opens, and leaves other controls alone', async () => {
  const core = call_core(held())
  show_client(core)
  await userEvent.keyboard(' ')
  expect(state_of(core).muted).toBe(true)
  expect(screen.getByRole('button', { name: /^Muted/ })).toBeTruthy()
  expect(screen.getByText('Muted.')).toBeTruthy()
  await userEvent.keyboard(' ')
  expect(state_of(core).muted).toBe(false)
  expect(screen.getByText('You are heard.')).toBeTruthy()
  screen.getByRole('button', { name: 'Compare the words' }).focus()
  await userEvent.keyboard(' ')
  expect(state_of(core).muted).toBe(false)
  expect(screen.getByText('Word 1 of 6')).toBeTruthy()
})

test('held to speak: only while the key is down, and not past the window', async () => {
  const core = call_core(held({ push_to_talk: true, muted: true }))
  show_client(core)
  const user = userEvent.setup()
  await user.keyboard('{ >}')
  expect(state_of(core).muted).toBe(false)
  await user.keyboard('{/ }')
  expect(state_of(core).muted).toBe(true)
  await user.keyboard('{ >}')
  expect(state_of(core).muted).toBe(false)
  act(() => {
    window.dispatchEvent(new Event('blur'))
  })
  expect(state_of(core).muted).toBe(true)
})

test('a principal is asked once before both sides are disconnected; others leave', async () => {
  const core = call_core(held())
  const leave = vi.spyOn(core.call, 'leave')
  const { unmount } = show_client(core)
  await userEvent.click(screen.getByRole('button', { name: 'End the call' }))
  expect(leave).not.toHaveBeenCalled()
  await userEvent.click(screen.getAllByRole('button', { name: 'End the call' }).at(-1) ?? document.body)
  expect(leave).toHaveBeenCalledOnce()
  unmount()
  const other = call_core(held(), { roles: ['interpreter'] })
  const leaves = vi.spyOn(other.call, 'leave')
  show_client(other)
  await userEvent.click(screen.getByRole('button', { name: 'Leave the call' }))
  expect(leaves).toHaveBeenCalledOnce()
})

test('whoever goes back from the end of the call has the microphone', async () => {
  show_client(call_core(held()))
  await userEvent.click(screen.getByRole('button', { name: 'End the call' }))
  await userEvent.click(screen.getByRole('button', { name: 'Go back' }))
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /^You are heard/ })))
})

test('before a videoconference one can see oneself; before a phone call no camera is spoken of', async () => {
  const { unmount } = show_client(call_core(RINGING, { medium: 'videoconference' }))
  expect(await screen.findByRole('button', { name: 'See yourself' })).toBeTruthy()
  unmount()
  show_client(call_core(RINGING))
  await screen.findByRole('heading', { level: 1 })
  expect(screen.queryByRole('button', { name: /yourself|camera/ })).toBeNull()
})

test('the camera is off until its button is pressed, and a card stands for who isn’t seen', async () => {
  const core = call_core(held({ camera: 'off' }))
  show_client(core)
  expect(screen.getByText(/^No picture: the camera is off/)).toBeTruthy()
  expect(screen.getByText('Nobody sees you.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Turn the camera on' }))
  expect(core.call.state.get()).toMatchObject({ camera: 'on' })
  expect(screen.getByText('You are seen.')).toBeTruthy()
})

test('in a phone call there is no camera, and no place for pictures', () => {
  show_client(call_core(held()))
  expect(screen.queryByRole('button', { name: /camera/ })).toBeNull()
  expect(screen.queryByText(/^No picture/)).toBeNull()
})

test('the heading has the focus where the button that had it goes', async () => {
  show_client(call_core(held()))
  // The page of the test before gives its focus back within a frame.
  await new Promise((gone) => requestAnimationFrame(gone))
  screen.getByRole('button', { name: 'Compare the words' }).focus()
  await userEvent.keyboard(' ')
  expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Six words to compare' }))
  expect(screen.getByText('Word 1 of 6')).toBeTruthy()
})

test('a refusal without words of its own is said with its code', () => {
  const core = call_core(held(), { roles: ['interpreter'] })
  show_client(core)
  act(() => core.call.state.set(held({ warnings: ['never_seen'] })))
  expect(screen.getAllByText('Something was refused (never_seen)')).toHaveLength(2)
})

test('a call that was ended alone says for whom nobody knows', () => {
  show_client(call_core({ at: 'ended', contact: CONTACT, reason: 'hung-up-alone', held_ms: 60_000 }))
  expect(screen.getByText('Here it is over. Whether the other side knows isn’t confirmed. Call your duty officer.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Join again' })).toBeNull()
})

test('what happens is said: away, back, and words that differ', async () => {
  const core = call_core(held())
  show_client(core)
  act(() => core.call.state.set(held({ away_since_ms: Date.now() })))
  expect(screen.getByText('Your node can’t be reached. You come back by yourself.')).toBeTruthy()
  act(() => core.call.state.set(held()))
  expect(screen.getByText('You are back in the call.')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Compare the words' }))
  await userEvent.click(screen.getByRole('button', { name: 'It differs' }))
  expect(screen.getByText('The words differ')).toBeTruthy()
})

test('keys of the desk are silent in a call, and work again after it', async () => {
  const core = call_core(held(), { roles: ['sherpa'] })
  show_client(core, { path: '/nowhere' })
  await userEvent.keyboard('h')
  act(() => core.call.dismiss())
  expect(screen.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeTruthy()
  await userEvent.keyboard('h')
  expect(await screen.findByRole('heading', { level: 1, name: 'Home' })).toBeTruthy()
})
