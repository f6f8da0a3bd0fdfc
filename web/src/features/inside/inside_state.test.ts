import { expect, test } from 'vitest'

import type { Role } from '../../core/core'
import { COALITIONS, CONSULTATIONS, RECORD, RECORDS, TASKS } from '../../gallery/inside'
import { NOW } from '../../gallery/people'
import { card_step } from '../briefing/use_cards'
import { earlier_of, source_problems } from '../coalitions/use_coalitions'
import { consultation_problems, in_order, is_late } from '../consultations/use_consultations'
import { points_of } from '../mandates/use_mandates'
import { record_markdown } from '../records/record_markdown'
import { acts_for, to_merge } from '../records/record_state'
import { grouped, task_problems } from '../tasks/use_tasks'
import { colleagues_of } from './use_colleagues'

test('tasks: one’s own first, by date; what is settled last', () => {
  const groups = grouped(TASKS, 'p1')
  expect([...groups].map(([group, tasks]) => [group, tasks.map(({ record }) => record)])).toEqual([
    ['mine', ['t1', 't2']],
    ['others', ['t3']],
    ['settled', ['t4']],
  ])
})

const TASK = { about: 'c', owner: 'p', text: 'Do it', due: '' }
test.each([
  [TASK, []],
  [{ ...TASK, due: '2021-12-30T23:30' }, []],
  [{ ...TASK, due: '2021-12-30T' }, ['due']],
  [{ about: null, owner: null, text: ' ', due: '' }, ['about', 'owner', 'text']],
])('what a task lacks: %o', (draft, wanted) => {
  expect(task_problems(draft, 'Europe/Moscow')).toEqual(wanted)
})

test('consultations: what is planned first; late once its time is over', () => {
  // What was expressly not held counts by when that was entered.
  expect(in_order(CONSULTATIONS).map(({ record }) => record)).toEqual(['k1', 'k2', 'k3', 'k4'])
  const [first] = CONSULTATIONS
  if (first === undefined) throw new Error('no consultation')
  const at = first.held_unix_ms ?? 0
  expect([at - 1, at, at + 1].map((now) => is_late(first, now))).toEqual([false, true, true])
  expect(is_late({ ...first, state: 'held' }, at)).toBe(false)
})

const CONSULTATION = { about: 'c', body: 'council', state: 'planned', text: '', at: '' } as const
test.each([
  [CONSULTATION, []],
  [{ ...CONSULTATION, state: 'none' as const }, []],
  [{ ...CONSULTATION, state: 'held' as const }, ['text']],
  [{ ...CONSULTATION, body: '', about: null, at: 'T10:00' }, ['about', 'body', 'at']],
])('what a consultation lacks: %o', (draft, wanted) => {
  expect(consultation_problems(draft, 'Europe/Moscow')).toEqual(wanted)
})

const DRAFT = { stands: true, author: 'a', reviewed: null, approved: null }
const said = (by: string) => ({ by, at_unix_ms: 0, remarks: '' })
test.each([
  ['its author waits', DRAFT, 'a', 'wait'],
  ['a second person reviews', DRAFT, 'b', 'review'],
  ['who reviewed waits', { ...DRAFT, reviewed: said('b') }, 'b', 'wait'],
  ['a third approves', { ...DRAFT, reviewed: said('b') }, 'c', 'approve'],
  ['its author never approves', { ...DRAFT, reviewed: said('b') }, 'a', 'wait'],
  ['approved', { ...DRAFT, reviewed: said('b'), approved: said('c') }, 'd', null],
  ['replaced', { ...DRAFT, stands: false }, 'b', null],
])('a card: %s', (_name, card, me, wanted) => {
  expect(card_step(card, me)).toBe(wanted)
})

const LINE = { state: 'draft', written: { person: 'a', name: null, at_unix_ms: 0 }, approved: null }
const acts = (me: string, roles: Role[], more = {}) =>
  Object.entries(acts_for({ ...LINE, ...more }, me, roles))
    .filter(([, may]) => may)
    .map(([act]) => act)
test.each([
  ['its author', 'a', ['note-taker'] as Role[], {}, ['open', 'distribute', 'write_newer', 'follow']],
  ['an author who leads', 'a', ['sherpa'] as Role[], {}, ['open', 'distribute', 'retain', 'write_newer', 'follow']],
  ['another aide', 'b', ['sherpa'] as Role[], {}, ['open', 'approve', 'distribute', 'retain', 'write_newer']],
  ['an interpreter', 'b', ['interpreter'] as Role[], {}, ['open', 'review']],
  ['the archivist', 'b', ['archivist'] as Role[], {}, ['retain', 'follow']],
  ['the security officer', 'b', ['security-officer'] as Role[], {}, ['follow']],
  ['a duty officer', 'b', ['duty-officer'] as Role[], {}, []],
  ['an aide, of one that was replaced', 'b', ['sherpa'] as Role[], { state: 'replaced' }, ['open', 'retain']],
])('a record: %s', (_name, me, roles, more, wanted) => {
  expect(acts(me, roles, more)).toEqual(wanted)
})

test('two drafts of one matter are to be merged; one isn’t, nor what was replaced', () => {
  const [line] = RECORDS
  if (line === undefined) throw new Error('no record')
  const second = { ...line, record: 'n2' }
  expect(to_merge([line, second], line.about)).toHaveLength(2)
  expect(to_merge([line], line.about)).toEqual([])
  expect(to_merge([line, { ...second, state: 'replaced' }], line.about)).toEqual([])
  expect(to_merge([line, { ...second, about: 'x' }], line.about)).toEqual([])
})

test('the file of a record: marked at head and foot, its facts, its words', () => {
  const file = record_markdown({ ...RECORD, text: 'They spoke.\n' }, [{ name: 'Between', value: 'North\nSouth' }], { title: 'Record of contact', disclaimer: 'Not a verbatim transcript', colon: ': ' })
  expect(file).toBe('**CONFIDENTIAL**\n\n# Record of contact\n\n*Not a verbatim transcript*\n\n- Between: North\n  South\n\n---\n\nThey spoke.\n\n---\n\n**CONFIDENTIAL**\n')
})

test('a coalition: what stood before; a source where something is known', () => {
  const [newest, before] = COALITIONS
  if (newest === undefined || before === undefined) throw new Error('two entries')
  expect(earlier_of(newest, COALITIONS)).toEqual([before])
  // Two that name each other end nothing.
  expect(earlier_of(newest, [newest, { ...before, instead_of: [newest.record] }]).map(({ record }) => record).toSorted()).toEqual(['l1', 'l2'])
  const none = { source: '', heard: '' }
  expect(source_problems(none, false, 'UTC', NOW)).toEqual([])
  expect(source_problems(none, true, 'UTC', NOW)).toEqual(['source', 'heard'])
  expect(source_problems({ source: 'embassy', heard: '2031-01-01T10:00' }, true, 'UTC', NOW)).toEqual(['heard-to-come'])
  expect(source_problems({ source: 'embassy', heard: '2021-01-01T10:00' }, true, 'UTC', NOW)).toEqual([])
})

test('points: one a line, empty ones left out', () => {
  expect(points_of(' one \n\ntwo\n')).toEqual(['one', 'two'])
})

test('a person with two devices is one colleague; whose device was revoked is none', () => {
  const line = { person: 'a', roles: 'sherpa', state: 'stands' }
  expect(colleagues_of([line, { ...line, roles: 'note-taker, sherpa' }, { ...line, person: 'b', state: 'revoked' }])).toEqual([{ person: 'a', roles: ['sherpa', 'note-taker'] }])
})
