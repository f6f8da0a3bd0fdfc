import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import { NORTH } from '../../gallery/people'
import { show, show_client } from '../../testing'
import { DemoKey } from './DemoKey'
import { type KeyForm, type Lack, lacks } from './use_make_key'

const NO_KEY = { at: 'no-key', side: NORTH, side_words: ['meadow', 'needle'], demo_roles: [] } as const
const FORM: KeyForm = { device_name: 'laptop', person: '', roles: ['sherpa'], words_compared: true }

test.each([
  ['nothing', {}, []],
  ['the words', { words_compared: false }, ['words']],
  ['a name of the device', { device_name: ' ' }, ['device']],
  ['a role', { roles: [] }, ['roles']],
  ['a person of 31 digits', { person: 'a'.repeat(31) }, ['person']],
  ['nothing: a person of 32', { person: 'a'.repeat(32) }, []],
  ['a person of 33', { person: 'a'.repeat(33) }, ['person']],
] satisfies [string, Partial<KeyForm>, Lack[]][])('the form lacks %s', (_name, part, wanted) => {
  expect(lacks({ ...FORM, ...part })).toEqual(wanted)
})

test('a key is asked for once the words were compared', async () => {
  const user = userEvent.setup()
  const core = new FakeCore({ ...NO_KEY, demo_roles: [], side_words: [...NO_KEY.side_words] })
  show_client(core)
  expect(screen.getByText('meadow')).toBeTruthy()
  expect(screen.queryByText(/Demonstration/)).toBeNull()
  await user.type(screen.getByLabelText('Name of this device'), 'office laptop')
  await user.click(screen.getByLabelText('Duty officer'))
  await user.click(screen.getByRole('button', { name: 'Make this browser’s key' }))
  expect(screen.getByText('Compare the words of your side first, and say so.')).toBeTruthy()
  expect(core.done).toEqual([])
  await user.click(screen.getByLabelText('I have compared all words, and they are the same'))
  await user.click(screen.getByRole('button', { name: 'Make this browser’s key' }))
  expect(core.done).toEqual([{ act: 'make-key', args: { device_name: 'office laptop', person: null, roles: ['duty-officer'] } }])
})

test('a demonstration key is offered where the node says so', async () => {
  const user = userEvent.setup()
  const core = new FakeCore({ ...NO_KEY, side_words: [], demo_roles: ['principal', 'sherpa'] })
  show_client(core)
  await user.click(screen.getByRole('radio', { name: 'Sherpa (aide)' }))
  await user.click(screen.getByRole('button', { name: 'Use the demonstration key' }))
  expect(core.done).toEqual([{ act: 'use-demo-key', args: { role: 'sherpa' } }])
})

test.each([
  ['press-chief.north.localhost', 'Press officer: press-chief', 'Writes what the public'],
  ['duty.north.localhost', 'Duty officer', 'Sees that everything is there'],
  ['north.localhost', 'Sherpa (aide)', 'Begin here'],
  ['127.0.0.1', 'Sherpa (aide)', 'Begin here'],
])('at %s the page begins with %s, and says what they do', (host, label, does) => {
  const names = { 'duty-officer': ['duty'], 'press-officer': ['press', 'press-chief'] }
  show(new FakeCore({ ...NO_KEY, side_words: [], demo_roles: [] }), <DemoKey host={host} roles={['principal', 'sherpa', 'duty-officer', 'press-officer']} names={names} />)
  expect(screen.getByRole<HTMLInputElement>('radio', { name: label }).checked).toBe(true)
  expect(screen.getByText(new RegExp(does, 'u'))).toBeTruthy()
})

test('a signed-out page of a demonstration lets another person be played; one in earnest keeps its key', async () => {
  const user = userEvent.setup()
  const signed_out = { at: 'signed-out', side: NORTH, device_name: 'sherpa', by_passkey: false } as const
  const core = new FakeCore({ ...signed_out, demo: true })
  const { unmount } = show_client(core)
  await user.click(screen.getByRole('button', { name: 'Play another person' }))
  expect(core.done).toEqual([{ act: 'drop-request', args: {} }])
  unmount()
  show_client(new FakeCore({ ...signed_out, demo: false }))
  expect(screen.queryByRole('button', { name: 'Play another person' })).toBeNull()
})

test('a request tells who signs, not who has, and is dropped only after asking', async () => {
  const user = userEvent.setup()
  const request = { side: NORTH, request: 'the request', words: ['anchor'] }
  const core = new FakeCore({ at: 'request-made', ...request })
  show_client(core)
  expect(screen.getByText('Security officer')).toBeTruthy()
  expect(screen.queryByText('Awaited')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Begin anew' }))
  expect(core.done).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Throw this key away' }))
  expect(core.done).toEqual([{ act: 'drop-request', args: {} }])
})

test('what stops this browser is told in the language of the page', () => {
  const error = { code: 'core-stopped', cause: 'stopped', next: 'load again' }
  show_client(new FakeCore({ at: 'failed', error }), { locale: 'ru' })
  expect(screen.getByRole('alert').textContent).toContain('Часть страницы, которая хранит ключи, остановилась.')
  expect(screen.getByRole('alert').textContent).not.toContain('load again')
})

test('a call in another tab is taken over', async () => {
  const user = userEvent.setup()
  const core = new FakeCore({ at: 'other-tab', in_call: true })
  show_client(core)
  await user.click(screen.getByRole('button', { name: 'Take the call over' }))
  expect(core.done).toEqual([{ act: 'take-over', args: {} }])
})

test('a refusal shows cause, next step and code', async () => {
  const user = userEvent.setup()
  const refused = () => Promise.reject(Object.assign(new Error(), { code: 'revoked', cause: 'The device was revoked.', next: 'ask an officer' }))
  const core = new FakeCore({ at: 'signed-out', side: NORTH, device_name: 'laptop', by_passkey: true, demo: false }, {}, { 'sign-in': refused })
  show_client(core)
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  const card = await screen.findByRole('alert')
  expect(card.textContent).toContain('The device was revoked.')
  expect(card.textContent).toContain('What to do: ask an officer')
  expect(card.textContent).toContain('revoked')
})

test('an accredited device registers its passkey before its desk opens', async () => {
  const user = userEvent.setup()
  const cancelled = () => Promise.reject(Object.assign(new Error(), { code: 'passkey-cancelled', cause: 'It was cancelled.', next: 'Try again.' }))
  const core = new FakeCore({ at: 'no-passkey', side: NORTH, device_name: 'laptop' }, {}, { 'register-passkey': cancelled })
  show_client(core)
  expect(screen.getByText('laptop')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Register the passkey' }))
  expect(core.done).toEqual([{ act: 'register-passkey', args: {} }])
  const card = await screen.findByRole('alert')
  expect(card.textContent).toContain('The passkey was not registered')
  expect(card.textContent).toContain('let it verify you by finger, face or PIN')
})
