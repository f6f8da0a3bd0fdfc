import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { signed_in } from '../gallery/people'
import { show } from '../testing'
import { FakeCore } from './fake_core'
import { roles_of_person, usePersonName } from './use_people'

const line = (person: string, roles: string, state = 'stands') => ({ person, roles, name: null, state, device: `${person}-${roles}`, until_unix_ms: null })
const PEOPLE = [line('0123456789ab', 'duty-officer'), line('0123456789ab', 'sherpa', 'revoked'), line('left', 'security-officer', 'revoked')]

function Named({ person, own }: { person: string; own?: boolean }) {
  const name_of = usePersonName()
  return <p>{own === undefined ? name_of(person) : name_of(person, own)}</p>
}

test.each([
  ['oneself', 'p1', undefined, 'you'],
  ['by the offices of the devices that stand', '0123456789ab', undefined, 'Duty officer · 01234567'],
  ['by what they were, who are nothing any more', 'left', undefined, 'Security officer · left'],
  ['whom nobody told of', 'fedcba9876', undefined, 'fedcba98'],
  ['of the other side: its name and the id, though an own person had that id', '0123456789ab', false, 'South · 01234567'],
])('%s', async (_name, person, own, wanted) => {
  const core = new FakeCore(signed_in(['sherpa']), { people: () => ({ people: PEOPLE }) })
  show(core, own === undefined ? <Named person={person} /> : <Named person={person} own={own} />)
  expect(await screen.findByText(wanted)).toBeTruthy()
})

test('offices of several devices stand once', () => {
  expect(roles_of_person([line('b', 'sherpa'), line('b', 'sherpa, note-taker')], 'b')).toEqual(['sherpa', 'note-taker'])
})

test('on paper nobody is “you”', async () => {
  function OnPaper() {
    const name_of = usePersonName({ as_you: false })
    return <p>{name_of('p1')}</p>
  }
  show(new FakeCore(signed_in(['duty-officer']), { people: () => ({ people: [line('p1', 'duty-officer')] }) }), <OnPaper />)
  expect(await screen.findByText('Duty officer · p1')).toBeTruthy()
})
