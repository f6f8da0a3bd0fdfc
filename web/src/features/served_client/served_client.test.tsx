import { screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { App } from '../../app/App'
import { ROLES } from '../../core/core'
import { type Serving, look_at_client } from '../../core/served_client'
import { signed_in } from '../../gallery/people'
import { show } from '../../testing'
import { home_core } from '../home/scenes'
import { compared } from './compare'
import { SERVED_CLIENT } from './screens'
import { serving } from './scenes'
import { ServingProvider } from './serving_context'

// Whole pages; slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

function shown(change: Partial<Serving> = {}) {
  const page = (
    <ServingProvider value={serving(change)}>
      <App clock_stands />
    </ServingProvider>
  )
  return show(home_core(signed_in(['press-officer'])), page, { path: '/this-client' })
}

const OWN = { sha256: 'ab'.repeat(32), words: Array.from({ length: 12 }, (_, at) => String.fromCharCode(97 + at)) }
const typed = OWN.words.join(' ')
test.each([
  ['nothing', '', { at: 'too-few', count: 0 }],
  ['no word', ' 1. 2. ', { at: 'too-few', count: 0 }],
  ['eleven words', OWN.words.slice(1).join(' '), { at: 'too-few', count: 11 }],
  ['twelve words', typed, { at: 'equal' }],
  ['thirteen words', `${typed} a`, { at: 'too-many' }],
  ['numbered, with commas and capitals', OWN.words.map((word, at) => `${String(at + 1)}. ${word.toUpperCase()},`).join('\n'), { at: 'equal' }],
  ['a word that is none', `${typed.slice(0, -1)}zz`, { at: 'unknown-word', word: 'zz' }],
  ['one word is another', `b ${OWN.words.slice(1).join(' ')}`, { at: 'different', places: [1] }],
  ['two are the other way round', [...OWN.words.slice(0, 10), 'l', 'k'].join(' '), { at: 'different', places: [11, 12] }],
  ['the number', OWN.sha256, { at: 'equal' }],
  ['the number in groups', 'ABAB '.repeat(16), { at: 'equal' }],
  ['the number with a digit missing', OWN.sha256.replace('ab', 'a1').slice(1), { at: 'number-length', digits: 63 }],
  ['the number with one too many', `${'ab:'.repeat(32)}1`, { at: 'number-length', digits: 65 }],
  ['20 digits of a number', '1'.repeat(20), { at: 'number-length', digits: 20 }],
  ['19 digits of a number', '1'.repeat(19), { at: 'too-few', count: 0 }],
  ['words of six letters alone', OWN.words.slice(0, 6).join(' ').repeat(4).replaceAll('fa', 'f a'), { at: 'too-many' }],
  ['another number', 'cd'.repeat(32), { at: 'different', places: [] }],
])('%s', (_name, text, wanted) => {
  expect(compared(OWN, text, (word) => word.length === 1)).toEqual(wanted)
})

test('every role reaches it', () => {
  expect(SERVED_CLIENT[0]?.roles).toEqual(ROLES)
})

test('the words of another device are the same, or it is said what to do', async () => {
  shown()
  const words = (await look_at_client(serving())).fingerprint.words
  await screen.findByText('All 4 files are what your node says it serves.')
  const field = screen.getByRole('textbox', { name: 'Words of the other device' })
  await userEvent.click(field)
  await userEvent.paste(words.join(' '))
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  expect(screen.getByText('Both devices were served the same')).toBeTruthy()
  await userEvent.clear(field)
  expect(screen.queryByText('Both devices were served the same')).toBeNull()
  await userEvent.paste([...words.slice(0, 11), words[11] === 'zoo' ? 'able' : 'zoo'].join(' '))
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  const alarm = screen.getByRole('alert')
  expect(alarm.textContent).toContain('Word 12 differs.')
  expect(alarm.textContent).toContain('Tell your security officer')
})

test('whoever presses before anything is typed is told what is missing', async () => {
  shown()
  await screen.findByText('All 4 files are what your node says it serves.')
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  // Beside the field, and where a screen reader hears it.
  expect(screen.getAllByText('There is no word yet. There are twelve.').filter((one) => one.closest('[aria-live]') !== null)).toHaveLength(1)
  expect(screen.getByRole('textbox', { name: 'Words of the other device', description: /There is no word yet/u })).toBeTruthy()
  await userEvent.type(screen.getByRole('textbox', { name: 'Words of the other device' }), '0123456789abcdef0123')
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  expect(screen.getAllByText('The number has 64 digits; here are 20. Have it read out once more.')).toHaveLength(2)
})

test('that both are the same is told in a place that stood before', async () => {
  shown()
  const words = (await look_at_client(serving())).fingerprint.words
  await screen.findByText('All 4 files are what your node says it serves.')
  const stood = screen.getAllByRole('status')
  await userEvent.click(screen.getByRole('textbox', { name: 'Words of the other device' }))
  await userEvent.paste(words.join(' '))
  await userEvent.click(screen.getByRole('button', { name: 'Compare' }))
  const told = screen.getByText('Both devices were served the same').closest('[role=status]')
  expect(stood).toContain(told)
})

test('something else that came is named, with what to do', async () => {
  shown({ served: (address) => Promise.resolve(address.endsWith('.wasm') ? null : new TextEncoder().encode(address)) })
  const alarm = await screen.findByRole('alert')
  expect(alarm.textContent).toContain('/desk/assets/client_wasm_bg-D9rLx3sT.wasm: nothing came')
  expect(alarm.textContent).toContain('Sign nothing')
})

test('whoever looks again sees what came then', async () => {
  let turn = 0
  shown({ loaded: () => (turn++ === 0 ? ['/desk/assets/gone-12345678.js'] : []) })
  await screen.findByText('Your node has newer files than this page runs.')
  await userEvent.click(screen.getByRole('button', { name: 'Look again' }))
  expect(await screen.findByText('All 4 files are what your node says it serves.')).toBeTruthy()
})

