import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { CALL_AT, LINE_UP, local_of, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { call_core } from '../call/examples'
import { MATTERS, NEXT, home_core, scenes } from './scenes'

test('where no terms are read that name zones, times are told by those that are known', async () => {
  const [first] = MATTERS
  show_client(home_core(signed_in(['press-officer']), { next: { ...NEXT, local: [] }, matters: first === undefined ? [] : [{ ...first, due_unix_ms: CALL_AT, local: [] }] }))
  expect(await screen.findAllByText('23:30')).not.toEqual([])
  expect(screen.getAllByText(/23:30/)).toHaveLength(2)
})

test('the own time stands first, whoever was named first in the terms', async () => {
  const { container } = show_client(home_core(signed_in(['sherpa']), { next: { ...NEXT, local: local_of(CALL_AT).toReversed() }, matters: [] }))
  await screen.findByText('23:30')
  const words = container.querySelector('.next-contact')?.textContent ?? ''
  expect(words.indexOf('23:30')).toBeLessThan(words.indexOf('15:30'))
})

test('whoever is a principal, among other things, sees the next contact and one action', async () => {
  show_client(home_core(signed_in(['principal', 'sherpa'])))
  await screen.findByText('You will be rung. There is nothing to do until then.')
  expect(screen.queryByText(/^Overdue/)).toBeNull()
})

test('a principal whose node does not answer is told that nobody can ring there, and not to wait for it', async () => {
  show_client(home_core(signed_in(['principal']), { line: { ...LINE_UP, node_reached: false, up: false } }))
  expect((await screen.findByRole('alert')).textContent).toContain('You can’t be rung here now')
  expect(screen.queryByText(/You will be rung/)).toBeNull()
  expect(screen.queryByText(/The line with South/)).toBeNull()
})

test('a principal whose browser can hold no call is led to what checks it, and not to a call that would fail', async () => {
  const core = call_core({ at: 'none' }, { unfit: { code: 'no-encoded-transforms', cause: '', next: '' } })
  show_client(core)
  await screen.findByText('This browser can’t hold a call as it is')
  expect(screen.queryByRole('button', { name: 'Take the call' })).toBeNull()
  expect(screen.getByRole('link', { name: 'Check microphone and sound' })).toBeTruthy()
})

function scene(name: string) {
  const found = scenes.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no scene ${name}`)
  return found.core()
}

test('a press officer sees after a call what is due, by both clocks, and is led to the form in one step', async () => {
  show_client(scene('home-press'))
  const promised = await screen.findByRole('link', { name: 'Write the readout that was promised' })
  expect(promised.getAttribute('href')).toMatch(/press\/new\/readout\//)
  const words = promised.closest('.matter')?.textContent
  expect(words).toContain('30 Dec 2021, 23:48 in North; 15:48 in South')
  expect(words).toContain('Phone call, 30 Dec 2021')
  expect(await screen.findByRole('link', { name: 'Compare: the other side says something else in public' })).toBeTruthy()
  expect(screen.getByRole('heading', { name: 'Waits for others of your side: 1 matter' })).toBeTruthy()
  expect(screen.queryByText(/Nothing waits/)).toBeNull()
})

test('nobody is told that nothing waits while it is not known', async () => {
  const core = scene('home-press')
  core.answers.press = () => Promise.reject(new Error('refused'))
  show_client(core)
  await screen.findByText('No contact is agreed')
  expect(screen.queryByText(/Nothing waits/)).toBeNull()
})

test('an interpreter goes in from home', async () => {
  const core = scene('home-interpreter-joins')
  show_client(core)
  ;(await screen.findByRole('button', { name: 'Join the call' })).click()
  expect(core.call.state.get().at).toBe('in-call')
})
