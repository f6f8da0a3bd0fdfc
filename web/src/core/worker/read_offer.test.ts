import { expect, test } from 'vitest'

import { is_core_error } from '../core'
import { told_once_read } from './read_offer'

const offer = (record: string, by: string, answer = 'open') => ({ record, by, answer })
const OFFERS = { offers: [offer('a', 'South', 'superseded'), offer('b', 'South'), offer('c', 'North')] }
const VERSIONS = { versions: [{ record: 'v1' }, { record: 'v2' }] }

function tell(act: string, args: Record<string, unknown>, answer: unknown) {
  const asked: Record<string, unknown>[] = []
  const told = told_once_read(act, args, 'North', (query) => {
    asked.push(query)
    return answer
  })
  return { asked, told }
}

test.each([
  ['counter-contact', 'contact', 'contact', OFFERS, 'b'],
  ['accept-contact', 'contact', 'contact', OFFERS, 'b'],
  ['decline-contact', 'contact', 'contact', OFFERS, 'b'],
  ['counter-round', 'round', 'round', OFFERS, 'b'],
  ['accept-round', 'round', 'round', OFFERS, 'b'],
  ['decline-round', 'round', 'round', OFFERS, 'b'],
  ['counter-minutes', 'minutes', 'minutes', OFFERS, 'b'],
  ['accept-minutes', 'minutes', 'minutes', OFFERS, 'b'],
  ['decline-minutes', 'minutes', 'minutes', OFFERS, 'b'],
  ['counter-joint-statement', 'joint-statement', 'joint_statement', OFFERS, 'b'],
  ['accept-joint-statement', 'joint-statement', 'joint_statement', OFFERS, 'b'],
  ['decline-joint-statement', 'joint-statement', 'joint_statement', OFFERS, 'b'],
  ['acknowledge-paper', 'paper', 'paper', VERSIONS, 'v2'],
])('%s answers what was read, and nothing newer', (act, view, subject, answer, newest) => {
  const args = { [subject]: 's', reason: 'r' }
  const { asked, told } = tell(act, { ...args, read: newest }, answer)
  expect(asked).toEqual([{ [view]: { [subject]: 's' } }])
  expect(told).toEqual(args)
  for (const read of ['a', 'v1', 'c', '']) {
    try {
      tell(act, { ...args, read }, answer)
      expect.unreachable(`${act} of ${read}`)
    } catch (thrown) {
      expect(is_core_error(thrown) ? thrown.code : thrown).toBe('newer-offer')
    }
  }
})

test('what waits no longer is answered by nothing', () => {
  expect(() => tell('accept-round', { round: 's', read: 'b' }, { offers: [offer('b', 'South', 'withdrawn')] })).toThrow()
  expect(() => tell('acknowledge-paper', { paper: 's', read: 'v1' }, { versions: [] })).toThrow()
})

test('a counter of our own offer is made while nothing of theirs waits, and no longer once something does', () => {
  expect(tell('counter-round', { round: 's', read: '' }, { offers: [offer('c', 'North')] }).told).toEqual({ round: 's' })
  expect(() => tell('counter-round', { round: 's', read: '' }, OFFERS)).toThrow()
})

test('other acts are told as they are, and nothing is asked', () => {
  expect(tell('cancel-round', { round: 's', reason: null }, OFFERS)).toEqual({ asked: [], told: { round: 's', reason: null } })
  expect(tell('accept-contact', { contact: 's' }, OFFERS)).toEqual({ asked: [], told: { contact: 's' } })
})
