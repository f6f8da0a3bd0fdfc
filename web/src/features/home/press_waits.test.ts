import { expect, test } from 'vitest'

import type { ComparedView, PressDraftView, PressItem, PressView, PromiseItem } from '../../core/shapes/press'
import type { RecentContact } from '../../core/views_of_desks'
import { NORTH, NOW } from '../../gallery/people'
import { CONTACT, STATEMENT } from '../press/examples'
import { press_waits, with_press } from './press_waits'
import { compared } from './scenes'
import { WRITTEN_UP_FROM_MS, own_matter } from './waits'

const HOUR = 3_600_000
const ME = { side: NORTH, person: 'p1' }
const NO_PRESS: PressView = { drafts: [], published: [], promises: [] }
const PROMISE: PromiseItem = { contact: CONTACT, statement: 'statement-1', by_unix_ms: NOW + HOUR, office: null, state: 'due' }
const READOUT: PressDraftView = { ...STATEMENT, kind: 'readout', draft: 'r1' }
const PUBLISHED: PressItem = { name: 'readout-1', kind: 'readout', title: 'They spoke', office: 'press', contact: CONTACT, topic: 'contact', published_unix_ms: NOW, url: '/', about: null, notices: [] }

const held = (lasted_ms: number | null, said: ComparedView | null = null, over = true): RecentContact => ({ contact: CONTACT, over, lasted_ms, compared: said })

function told(press: Partial<PressView>, ...recent: RecentContact[]) {
  return press_waits({ press: { ...NO_PRESS, ...press }, recent }, ME, NOW).map(({ to_do, href, due_unix_ms, overdue, colleague }) => ({ to_do, href, due_unix_ms, overdue, colleague: colleague === true }))
}

const EDITOR = `/press/new/readout/${CONTACT}`

test('a promise leads to the form that keeps it, and is overdue from its very moment', () => {
  expect(told({ promises: [PROMISE] })).toEqual([{ to_do: 'release-promised', href: EDITOR, due_unix_ms: NOW + HOUR, overdue: false, colleague: false }])
  expect(told({ promises: [{ ...PROMISE, by_unix_ms: NOW, state: 'overdue' }] })).toMatchObject([{ overdue: true }])
  expect(told({ promises: [{ ...PROMISE, by_unix_ms: NOW + 1 }] })).toMatchObject([{ overdue: false }])
  expect(told({ promises: [{ ...PROMISE, state: 'kept' }] })).toEqual([])
})

test.each([
  ['approve', { author: 'p9', approved_by: null }, false],
  ['others-approve', { author: 'p1', approved_by: null }, true],
  ['release-approved', { author: 'p1', approved_by: 'p9' }, false],
] as const)('a promised readout that is drafted waits by its next step, due when the promise is: %s', (to_do, part, colleague) => {
  expect(told({ promises: [PROMISE], drafts: [{ ...READOUT, ...part }] })).toEqual([{ to_do, href: '/press/drafts/r1', due_unix_ms: PROMISE.by_unix_ms, overdue: false, colleague }])
})

test('a readout of another office than was promised keeps no promise', () => {
  const promises = [{ ...PROMISE, office: 'foreign ministry' }]
  expect(told({ promises, drafts: [{ ...READOUT, approved_by: 'p9' }] }).map(({ to_do, due_unix_ms }) => [to_do, due_unix_ms])).toEqual([
    ['release-promised', PROMISE.by_unix_ms],
    ['release-approved', null],
  ])
})

test('an approved text is due when its embargo ends; one that is over keeps nothing back', () => {
  const draft = { ...STATEMENT, approved_by: 'p9' }
  expect(told({ drafts: [{ ...draft, embargo_unix_ms: NOW + HOUR }] })).toMatchObject([{ to_do: 'release-approved', due_unix_ms: NOW + HOUR }])
  expect(told({ drafts: [{ ...draft, embargo_unix_ms: NOW }] })).toMatchObject([{ due_unix_ms: null, overdue: false }])
})

test('what is published waits no more', () => {
  expect(told({ drafts: [{ ...READOUT, approved_by: 'p9', title: PUBLISHED.title }], published: [PUBLISHED] }, held(HOUR))).toEqual([])
})

test('a contact that is over and has no readout is reminded of; a test of the line is not', () => {
  const wanted = [{ to_do: 'write-readout', href: EDITOR }]
  expect(told({}, held(WRITTEN_UP_FROM_MS))).toMatchObject(wanted)
  expect(told({}, held(null))).toMatchObject(wanted)
  expect(told({}, held(WRITTEN_UP_FROM_MS - 1))).toEqual([])
  expect(told({ promises: [PROMISE] }, held(HOUR)).map(({ to_do }) => to_do)).toEqual(['release-promised'])
  expect(told({ drafts: [READOUT] }, held(HOUR)).map(({ to_do }) => to_do)).toEqual(['approve'])
})

test('what the other side says differently leads to both beside each other; the own contradictions do not', () => {
  const published = [PUBLISHED]
  expect(told({}, held(null, compared(CONTACT), false)).map(({ to_do }) => to_do)).toEqual(['compare-sides'])
  expect(told({ published }, held(HOUR, compared(CONTACT)))).toMatchObject([{ to_do: 'compare-sides', href: `/press/says/${CONTACT}` }])
  expect(told({ published }, held(HOUR, { ...compared(CONTACT), differing: 0 }))).toEqual([])
  expect(told({ published }, held(HOUR, compared(CONTACT, 'North')))).toEqual([])
})

test('the core’s own count of the press is told once, and all of it where the press isn’t known', () => {
  const core = [own_matter(ME, { to_do: 'approve', noun: 'readout', subject: 'r1' }), own_matter(ME, { to_do: 'release-promised', noun: 'readout', subject: CONTACT }), own_matter(ME, { to_do: 'approve', noun: 'line-to-take', subject: 'l1' })]
  expect(with_press(core, null, ME, NOW)).toEqual(core)
  const known = { press: { ...NO_PRESS, promises: [PROMISE], drafts: [{ ...READOUT, author: 'p9' }] }, recent: [] }
  expect(with_press(core, known, ME, NOW).map(({ to_do, noun }) => `${to_do} ${noun}`)).toEqual(['approve line-to-take', 'approve readout'])
})
