import { expect, test } from 'vitest'

import type { Role } from '../core/core'
import { place_of_contact, place_to_do } from './places'

test.each([
  // A duty officer connects on the staging board: the contact's page has no button for it.
  ['stage', 'contact', ['duty-officer'], '/duty'],
  ['stage', 'contact', ['duty-officer', 'sherpa'], '/duty'],
  // A call at once is taken there too; terms are answered on the contact's page.
  ['answer', 'contact', ['duty-officer'], '/duty'],
  ['answer', 'contact', ['sherpa'], '/contacts/x'],
  ['answer', 'contact', ['duty-officer', 'sherpa'], '/contacts/x'],
  ['answer', 'contact', ['duty-officer', 'principal'], '/contacts/x'],
  ['answer', 'paper', ['duty-officer'], '/papers/x'],
  ['approve', 'readout', ['press-officer'], '/press/drafts/x'],
  ['approve', 'statement', ['press-officer'], '/press/drafts/x'],
  ['approve', 'announcement', ['press-officer'], '/press/drafts/x'],
  ['approve', 'answer', ['press-officer'], '/press/drafts/x'],
  ['approve', 'holding-line', ['press-officer'], '/press/drafts/x'],
  ['approve', 'line-to-take', ['press-officer'], '/press/lines'],
  ['approve', 'briefing', ['sherpa'], '/inside/briefing/x'],
  ['release-promised', 'readout', ['press-officer'], '/press/x'],
] satisfies [string, string, Role[], string][])('%s of a %s by %j is done at %s', (to_do, noun, roles, wanted) => {
  expect(place_to_do({ to_do, noun, subject: 'x' }, roles)).toBe(wanted)
})

test.each([
  [['duty-officer'], '/contacts/x'],
  [['press-officer', 'interpreter'], '/contacts/x'],
  // Nobody is led where they are told that nothing is there.
  [['press-officer'], '/press/says/x'],
  [['administrator'], null],
  [['security-officer', 'archivist'], null],
] as [Role[], string | null][])('a contact is seen by %j at %s', (roles, wanted) => {
  expect(place_of_contact('x', roles)).toBe(wanted)
})
