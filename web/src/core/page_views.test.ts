import { expect, test } from 'vitest'

import { CALL_AT, NOW, local_of, signed_in } from '../gallery/people'
import type { Role } from './core'
import { type Ask, PageViews } from './page_views'

const NEXT = { contact: 'c1', phase: 'staged', start_unix_ms: CALL_AT, can_join: true }
const MATTER = { side: 'South', to_do: 'answer', noun: 'paper', subject: 's', due_unix_ms: CALL_AT, overdue: false }

const ANSWERS: Record<string, unknown> = {
  home: { principal: false, next: { ...NEXT, local: local_of(CALL_AT).toReversed() }, matters: [{ ...MATTER, local: [] }, { ...MATTER, due_unix_ms: null, local: [] }], line: null },
  alarms: { alarms: [{ message: 'm1', from: '', since_unix_ms: CALL_AT, local: [], title: null }] },
  line: { other: 'id', up: true, own_entries: 7, other_entries: 1, receipted: 5, skew_ms: 3, misbehaviour: 0, reason_down: null },
}

const ask: Ask = (view) => Promise.resolve(ANSWERS[view])

function views(roles: Role[], asking = ask, reached = () => true): PageViews {
  return new PageViews(asking, () => signed_in(roles, { clock_ms: NOW - Date.now() }), reached)
}

test('home: the own time first; what is due is told by the zones that are known', async () => {
  const { next, matters } = await views(['sherpa']).home()
  expect(next).toMatchObject({ contact: 'c1', can_join: true, local: [{ side: 'North' }, { side: 'South' }] })
  expect(matters[0]?.local.map(({ civil }) => civil)).toEqual(['2021-12-30T23:30', '2021-12-30T15:30'])
  expect(matters[1]?.local).toEqual([])
})

test('what sounds came from the other side; the node is asked by those alone at whom it sounds', async () => {
  expect((await views(['duty-officer']).alarms()).alarms).toMatchObject([{ message: 'm1', from: 'South', since_unix_ms: CALL_AT, local: [{ side: 'North' }, { side: 'South' }] }])
  const refused: Ask = () => Promise.reject(new Error('asked'))
  expect((await views(['press-officer'], refused).alarms()).alarms).toEqual([])
})

test('the line: what waits, and both zones', async () => {
  expect(await views(['sherpa']).line()).toMatchObject({ other: 'South', node_reached: true, up: true, waiting: 2, zones: [{ side: 'North' }, { side: 'South' }] })
})

test('a node that does not answer leaves the last words of the line, marked as such', async () => {
  let reached = true
  const asking: Ask = (view, args) => (reached ? ask(view, args) : Promise.reject(new Error('unreached')))
  const page = views(['sherpa'], asking, () => reached)
  await page.line()
  reached = false
  expect(await page.line()).toMatchObject({ node_reached: false, up: false, waiting: 2 })
})
