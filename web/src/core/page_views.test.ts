import { expect, test } from 'vitest'

import { CALL_AT, NOW, signed_in } from '../gallery/people'
import type { Role } from './core'
import { type Ask, PageViews } from './page_views'

const ANSWERS: Record<string, unknown> = {
  alarms: { alarms: [{ message: 'm1', from: '', since_unix_ms: CALL_AT, local: [], title: null }] },
  line: { other: 'id', up: true, own_entries: 7, other_entries: 1, receipted: 5, skew_ms: 3, misbehaviour: 0, reason_down: null },
}

const ask: Ask = (view) => Promise.resolve(ANSWERS[view])

function views(roles: Role[], asking = ask, reached = () => true): PageViews {
  return new PageViews(asking, () => signed_in(roles, { clock_ms: NOW - Date.now() }), reached)
}

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
  // It may be long before a dead way says so.
  const asking: Ask = (view, args) => (reached ? ask(view, args) : new Promise(() => undefined))
  const page = views(['sherpa'], asking, () => reached)
  await page.line()
  reached = false
  expect(await page.line()).toMatchObject({ node_reached: false, up: false, waiting: 2 })
})
