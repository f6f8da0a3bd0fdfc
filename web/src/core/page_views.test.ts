import { expect, test } from 'vitest'

import { CALL_AT, NOW, local_of, signed_in } from '../gallery/people'
import type { Role } from './core'
import { type Ask, PageViews, next_of, unix_ms_of } from './page_views'
import type { ContactLine } from './shapes/contact'

const HOUR = 3_600_000

function line(contact: string, phase: string, start_unix_ms: number | null): ContactLine {
  return { contact, phase, proposed_by: 'North', start_unix_ms, start: null, medium: 'phone-call', reported: null }
}

test.each([
  ['nothing', [], null],
  ['what is only proposed', [line('a', 'proposed', CALL_AT)], null],
  ['what is over', [line('a', 'ended', CALL_AT)], null],
  ['the earliest', [line('b', 'agreed', CALL_AT + HOUR), line('a', 'agreed', CALL_AT)], 'a'],
  ['what runs before what is earlier', [line('a', 'agreed', CALL_AT - HOUR), line('b', 'on-the-line', CALL_AT)], 'b'],
  ['a late one stays', [line('a', 'agreed', NOW - 2 * HOUR + 1)], 'a'],
  ['a forgotten one goes', [line('a', 'agreed', NOW - 2 * HOUR)], null],
] as const)('next: %s', (_name, contacts, wanted) => {
  expect(next_of(contacts, NOW)?.contact ?? null).toBe(wanted)
})

test.each([
  ['2021-12-30 20:30 UTC', CALL_AT],
  ['2021-12-30T20:30:00Z', CALL_AT],
  ['', null],
  ['a moment beyond the calendar', null],
])('the moment %s', (moment, wanted) => {
  expect(unix_ms_of(moment)).toBe(wanted)
})

const ANSWERS: Record<string, unknown> = {
  contacts: { contacts: [line('c1', 'staged', CALL_AT)], reported: [] },
  contact: { contact: 'c1', phase: 'staged', medium: 'phone-call', start_unix_ms: CALL_AT, duration_min: 45, local: local_of(CALL_AT).toReversed(), confirmed: ['North', 'South'] },
  matters: { matters: [{ side: 'South', to_do: 'answer', noun: 'paper', subject: 's', due: '2021-12-30 20:30 UTC', overdue: false }] },
  tasks: {
    tasks: [
      { record: 't1', stands: true, text: 'mine', owner: 'p1', state: 'open', due_unix_ms: null, overdue: false },
      { record: 't2', stands: true, text: 'done', owner: 'p1', state: 'done', due_unix_ms: null, overdue: false },
      { record: 't3', stands: true, text: 'another’s', owner: 'p2', state: 'open', due_unix_ms: null, overdue: false },
    ],
  },
  'press-promises': [
    { contact: 'c1', by_unix_ms: CALL_AT, state: 'due' },
    { contact: 'c0', by_unix_ms: CALL_AT, state: 'kept' },
  ],
  alarms: [{ message: 'm1', since_unix_ms: CALL_AT, step: 0, called: [], everybody: false, next_unix_ms: null }],
  line: { other: 'id', up: true, own_entries: 7, other_entries: 1, receipted: 5, skew_ms: 3, misbehaviour: 0, reason_down: null },
}

const ask: Ask = (view) => Promise.resolve(ANSWERS[view])

function views(roles: Role[], asking = ask, reached = () => true): PageViews {
  return new PageViews(asking, () => signed_in(roles, { clock_ms: NOW - Date.now() }), reached)
}

test('home: the next contact with the own time first, what is open, and what one was given to do', async () => {
  const { next, matters } = await views(['sherpa']).home()
  expect(next).toMatchObject({ contact: 'c1', can_join: true, local: [{ side: 'North' }, { side: 'South' }] })
  expect(matters.map(({ noun, to_do, ours, title }) => [noun, to_do, ours, title])).toEqual([
    ['paper', 'answer', false, null],
    ['task', 'do', true, 'mine'],
  ])
  expect(matters[0]?.local.map(({ civil }) => civil)).toEqual(['2021-12-30T23:30', '2021-12-30T15:30'])
})

test('home of the press has its promises and no tasks', async () => {
  const { matters } = await views(['press-officer']).home()
  expect(matters.map(({ noun, subject }) => [noun, subject])).toEqual([
    ['paper', 's'],
    ['promise', 'c1'],
  ])
})

test('what sounds came from the other side', async () => {
  const { alarms } = await views(['duty-officer']).alarms()
  expect(alarms).toMatchObject([{ message: 'm1', from: 'South', since_unix_ms: CALL_AT }])
})

test('the line: what waits, and both zones', async () => {
  expect(await views(['sherpa']).line()).toMatchObject({ other: 'South', node_reached: true, up: true, waiting: 2, zones: [{ zone: 'America/New_York' }, { zone: 'Europe/Moscow' }] })
})

test('a node that does not answer leaves the last words of the line, marked as such', async () => {
  let reached = true
  const asking: Ask = (view, args) => (reached ? ask(view, args) : Promise.reject(new Error('unreached')))
  const page = views(['sherpa'], asking, () => reached)
  await page.line()
  reached = false
  expect(await page.line()).toMatchObject({ node_reached: false, up: false, waiting: 2 })
})
