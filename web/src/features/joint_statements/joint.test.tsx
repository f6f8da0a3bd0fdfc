import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import type { Role } from '../../core/core'
import type { JointView } from '../../core/generated/views'
import { LINE_UP, NOW, signed_in } from '../../gallery/people'
import { show_client } from '../../testing'
import { JOINT, JOINT_AGREED, JOINT_ID, JOINT_RELEASED } from './joint_samples'
import { release_of } from './use_joint'

vi.setConfig({ testTimeout: 120_000 })

function desk(view: JointView, role: Role = 'sherpa'): FakeCore {
  return new FakeCore(signed_in([role]), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    'joint-statement': () => view,
    rounds: () => ({ rounds: [] }),
    'press-key': () => ({ key_id: '3F2A91C07D5E8B64' }),
  })
}

const path = `/joint-statements/${JOINT_ID}`

test.each<[string, JointView, string, Role[], string | null]>([
  ['agreed, before its time, to the press', JOINT_AGREED, 'North', ['press-officer'], 'prepare'],
  ['agreed, after its time, to the press', JOINT_RELEASED, 'North', ['press-officer'], 'tell'],
  ['released by them, to their press', JOINT_RELEASED, 'South', ['press-officer'], null],
  ['agreed, to an aide', JOINT_AGREED, 'North', ['sherpa'], null],
  ['proposed, to the press', JOINT, 'North', ['press-officer'], null],
])('what the press does with a text that is %s', (_name, view, own, roles, wanted) => {
  expect(release_of(view, own, roles, NOW)).toBe(wanted)
})

test('the text, what it leaves open and its moment are read; the offer that was read is accepted', async () => {
  const user = userEvent.setup()
  const core = desk(JOINT)
  show_client(core, { path })
  await screen.findByRole('heading', { name: '1 place is left open' })
  await user.click(screen.getByRole('button', { name: 'Accept' }))
  await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Accept' }))
  await waitFor(() => expect(core.done).toEqual([{ act: 'accept-joint-statement', args: { joint_statement: JOINT_ID, read: '8f7e6d5c4b3a2910' } }]))
})

test('the press reads it and signs nothing but its release', async () => {
  show_client(desk(JOINT_AGREED, 'press-officer'), { path })
  await screen.findByRole('heading', { name: 'Hand it in for release' })
  expect(screen.queryByRole('button', { name: 'Cancel the joint statement' })).toBeNull()
  expect(screen.getByText('The office, the press key’s file and its passphrase are wanted.')).toBeTruthy()
})
