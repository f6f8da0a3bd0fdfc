import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import { MINUTE, NOW } from '../../gallery/people'
import { show_client } from '../../testing'
import { is_address } from './OwnSettings'
import { PEOPLE } from './examples'
import { ENDS_SOON_MS, can_revoke, is_last_security_officer, state_of } from './people_state'
import { administration_core } from './scenes'

const DEVICE = PEOPLE.find(({ state }) => state === 'stands') ?? PEOPLE[0]

test.each([
  ['ends-soon', -1],
  ['ends-soon', 0],
  ['stands', 1],
] as const)('an accreditation %s', (wanted, more) => {
  if (DEVICE === undefined) throw new Error('no device')
  expect(state_of({ ...DEVICE, until_unix_ms: NOW + ENDS_SOON_MS + more * MINUTE }, NOW)).toBe(wanted)
})

test('what is gone is not revoked, and the last security officer is told so', () => {
  expect(PEOPLE.filter(can_revoke).some(({ state }) => state === 'revoked' || state === 'expired')).toBe(false)
  const officer = PEOPLE.find(({ roles }) => roles === 'security-officer')
  if (officer === undefined) throw new Error('no officer')
  expect(is_last_security_officer(officer, PEOPLE)).toBe(true)
  expect(is_last_security_officer(officer, [...PEOPLE, { ...officer, device: 'other' }])).toBe(false)
})

test('an administrator signs what was read, once the words were compared, and gets the text for the second officer', async () => {
  const core = administration_core(['administrator'])
  show_client(core, { path: '/administration/accredit' })
  const field = await screen.findByRole('textbox')
  await userEvent.click(field)
  await userEvent.paste('a request')
  await userEvent.click(screen.getByText('Read it'))
  const sign = await screen.findByText('Sign as administrator')
  expect(sign.getAttribute('disabled')).not.toBeNull()
  await userEvent.click(screen.getByRole('checkbox'))
  // What stands in the field by now isn't what was compared.
  await userEvent.click(field)
  await userEvent.paste(' of somebody else')
  await userEvent.click(screen.getByText('Sign as administrator'))
  await waitFor(() => expect(core.done).toEqual([{ act: 'sign-request', args: { request: 'a request', days: 365 } }]))
  const half = await screen.findByLabelText('Half-signed text')
  expect((half as HTMLTextAreaElement).value).toContain('HALF-SIGNED')
})

test('a device is revoked only after asking', async () => {
  const core = administration_core(['security-officer'], 'p3')
  show_client(core, { path: '/administration' })
  await userEvent.click(await screen.findByLabelText('Revoke… p8d00000'))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByText('Revoke for good'))
  await waitFor(() => expect(core.done.map(({ act }) => act)).toEqual(['revoke-device']))
})

test('a device is told by its id, and no empty name stands beside it', async () => {
  show_client(administration_core(['administrator']), { path: '/administration' })
  const id = await screen.findByText('p7d00000')
  expect(id.closest('.device-name')?.textContent.trim()).toBe('p7d00000')
})

test('an administrator alone revokes nothing', async () => {
  show_client(administration_core(['administrator']), { path: '/administration' })
  await screen.findByText('p8d00000')
  expect(screen.queryByRole('button', { name: /Revoke/ })).toBeNull()
})

test.each([
  ['duty@north.example', true],
  ['duty', false],
  ['duty@', false],
  ['a b@north.example', false],
])('address %s', (text, wanted) => {
  expect(is_address(text)).toBe(wanted)
})

test('passkeys are taken off only after asking', async () => {
  const core = administration_core(['administrator'])
  show_client(core, { path: '/administration/passkeys' })
  expect((await screen.findAllByText('registered', { exact: false })).length).toBeGreaterThan(0)
  await userEvent.click(await screen.findByLabelText('Take off… passkeys of Duty officer · p1'))
  expect(core.done).toEqual([])
  await userEvent.click(await screen.findByText('Take off'))
  await waitFor(() => expect(core.done).toEqual([{ act: 'reset-passkeys', args: { device: 'f00d9d0f5a2e61c4b8113fa1c05e7b00' } }]))
})
