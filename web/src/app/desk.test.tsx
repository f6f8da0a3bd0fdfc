import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import type { Role } from '../core/core'
import { FakeCore } from '../core/fake_core'
import type { LineView } from '../core/shapes/line'
import { home_core } from '../features/home/scenes'
import { LINE_UP, NOW, local_of, signed_in } from '../gallery/people'
import { show_client } from '../testing'
import { entries_for, is_present } from './Navigation'
import { match, path_of } from './router'
import { case_of } from './use_line'

test.each([
  ['/contacts/:contact', '/contacts/c1', { contact: 'c1' }],
  ['/contacts/:contact', '/contacts', null],
  ['/contacts/:contact', '/contacts/', null],
  ['/contacts/:contact/call', '/contacts/a%20b/call', { contact: 'a b' }],
  ['/contacts/:contact', '/contacts/%', { contact: '%' }],
  ['/', '/', {}],
])('%s matches %s', (pattern, path, wanted) => {
  expect(match(pattern, path)).toEqual(wanted)
})

test.each([
  ['/desk/', '/'],
  ['/desk', '/'],
  ['/desk/contacts/', '/contacts'],
  ['/desk//contacts', '/contacts'],
])('the path of %s', (pathname, wanted) => {
  expect(path_of(pathname, '/desk')).toBe(wanted)
})

test.each([
  ['/', '/', true],
  ['/', '/contacts', false],
  ['/contacts', '/contacts/c1', true],
  ['/contacts', '/contacts-of-old', false],
])('the entry %s at %s', (entry, path, wanted) => {
  expect(is_present(entry, path)).toBe(wanted)
})

test('the navigation has what the roles use, in its order', () => {
  const view = () => null
  const screens = [
    { path: '/b', roles: ['sherpa'] as const, nav: { text: 'b', order: 20 }, view },
    { path: '/a', roles: ['duty-officer', 'sherpa'] as const, nav: { text: 'a', order: 10 }, view },
    { path: '/hidden', roles: ['sherpa'] as const, view },
    { path: '/press', roles: ['press-officer'] as const, nav: { text: 'p', order: 30 }, view },
  ]
  expect(entries_for(screens, ['sherpa']).map(({ path }) => path)).toEqual(['/a', '/b'])
  expect(entries_for(screens, ['duty-officer']).map(({ path }) => path)).toEqual(['/a'])
})

test.each([
  ['up', {}],
  ['node-unreached', { node_reached: false, up: false }],
  ['unpaired', { other: null, up: false }],
  ['down', { up: false }],
  ['up', { skew_ms: 1_999 }],
  ['skewed', { skew_ms: 2_000 }],
  ['skewed', { skew_ms: -2_001 }],
] as const)('the line is %s: %o', (wanted, part) => {
  expect(case_of({ ...LINE_UP, ...part } satisfies LineView)).toBe(wanted)
})

test('a line that goes down is told, with what waits, and taken back once it is up', async () => {
  let line: LineView = LINE_UP
  const core = home_core(signed_in(['sherpa']))
  core.answers = { ...core.answers, line: () => line }
  show_client(core)
  expect(await screen.findByText('Line with South: open')).toBeTruthy()
  line = { ...LINE_UP, up: false, since_unix_ms: NOW, waiting: 1 }
  act(() => core.touch())
  expect(await screen.findByText('Since 22:48. Whatever you send is kept, and goes over once the line is back. 1 record waits.')).toBeTruthy()
  line = LINE_UP
  act(() => core.touch())
  await waitFor(() => expect(screen.queryByText(/Whatever you send/)).toBeNull())
})

test('a FLASH interrupts, and leads to itself', async () => {
  const alarm = { message: 'm1', from: 'South', since_unix_ms: NOW, local: local_of(NOW), title: 'A title' }
  show_client(home_core(signed_in(['duty-officer']), { alarms: [alarm] }))
  const banner = await screen.findByRole('alert')
  expect(banner.textContent).toContain('FLASH from South, not acknowledged yet')
  expect(screen.getByRole('link', { name: 'Read and acknowledge' }).getAttribute('href')).toMatch(/\/messages\/m1$/)
})

test('what is not theirs and what is nowhere look the same', async () => {
  show_client(home_core(signed_in(['sherpa'])), { path: '/nowhere' })
  expect(await screen.findByRole('heading', { name: 'There is nothing here' })).toBeTruthy()
})

test('a new page takes the focus to its heading, the first of a visit does not', async () => {
  const user = userEvent.setup()
  show_client(home_core(signed_in(['sherpa'])), { path: '/nowhere' })
  await screen.findByRole('heading', { name: 'There is nothing here' })
  expect(document.activeElement).toBe(document.body)
  await user.click(within(screen.getByRole('main')).getByRole('link', { name: 'Home' }))
  const heading = await screen.findByRole('heading', { level: 1, name: 'Home' })
  expect(document.activeElement).toBe(heading)
  expect(document.title).toBe('Home · Détente')
})

test('a principal alone sees the contact, the line and one action, and no navigation', async () => {
  show_client(home_core(signed_in(['principal'])))
  expect(await screen.findByRole('heading', { name: 'Phone call in 42 minutes' })).toBeTruthy()
  expect(screen.getByText('The line with South is open')).toBeTruthy()
  expect(screen.queryByRole('navigation')).toBeNull()
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['Check microphone and sound'])
})

test('`?` lists the keys, and is a letter where somebody types', async () => {
  const user = userEvent.setup()
  show_client(home_core(signed_in(['sherpa'])))
  await screen.findByText('Line with South: open')
  await user.keyboard('?')
  expect(await screen.findByRole('dialog', { name: 'Keys of this page' })).toBeTruthy()
  expect(screen.getByText('Go to: Home')).toBeTruthy()
})

test.each([
  ['fr', 'Ligne avec South : ouverte'],
  ['ru', 'Линия связи (South): открыта'],
] as const)('the line in %s', async (locale, words) => {
  show_client(home_core(signed_in(['sherpa'])), { locale })
  expect(await screen.findByText(words)).toBeTruthy()
})

test.each<[string, Role[], boolean]>([
  ['a principal is asked once', ['principal'], true],
  ['a principal with another duty too', ['sherpa', 'principal'], true],
  ['others aren’t', ['sherpa'], false],
])('signing out: %s', async (_name, roles, asked) => {
  const core = home_core(signed_in(roles))
  show_client(core)
  await userEvent.click(screen.getByRole('button', { name: 'Sign out' }))
  if (asked) {
    expect(core.done).toEqual([])
    expect(screen.getByText(/^You won’t be rung here/)).toBeTruthy()
    await userEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Sign out' }))
  }
  await waitFor(() => expect(core.done).toEqual([{ act: 'sign-out', args: {} }]))
})

test('what keeps somebody signed in is shown', async () => {
  const refused = () => Promise.reject(Object.assign(new Error(), { code: 'node-unreachable', cause: 'No answer.', next: 'check the network' }))
  const core = new FakeCore(signed_in(['sherpa']), {}, { 'sign-out': refused })
  show_client(core, { path: '/nowhere' })
  await userEvent.click(screen.getByRole('button', { name: 'Sign out' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign out' }))
  expect(dialog.getByText('node-unreachable')).toBeTruthy()
  await userEvent.click(dialog.getByRole('button', { name: 'Close' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('the menu of a narrow screen opens by its button, closes by Escape, gives the focus back, and is closed on another page', async () => {
  const user = userEvent.setup()
  show_client(home_core(signed_in(['sherpa'])))
  const button = await screen.findByRole('button', { name: 'Menu' })
  const places = screen.getByRole('navigation', { name: 'Places of the desk' })
  expect(button.getAttribute('aria-controls')).toBe(places.id)
  const is_open = () => button.getAttribute('aria-expanded')
  expect(is_open()).toBe('false')

  await user.click(button)
  expect(is_open()).toBe('true')
  within(places).getByRole('link', { name: 'Contacts' }).focus()
  await user.keyboard('{Escape}')
  expect(is_open()).toBe('false')
  expect(document.activeElement).toBe(button)

  // Where one is already: nothing comes that would take the focus.
  await user.click(button)
  await user.click(within(places).getByRole('link', { name: 'Home' }))
  expect(is_open()).toBe('false')
  expect(document.activeElement).toBe(button)

  await user.click(button)
  await user.click(within(places).getByRole('link', { name: 'Contacts' }))
  expect(is_open()).toBe('false')
})
