import { expect, test } from 'vitest'

import { awaited_of, offer_shown, text_actions } from './agreement'

const offer = (record: string, by: string, answer = 'open') => ({ record, by, answer })

test.each([
  ['theirs alone', [offer('a', 'South')], 'a'],
  ['theirs, newer than ours', [offer('a', 'North'), offer('b', 'South')], 'b'],
  ['ours, newer than theirs: its terms are the ones that are shown', [offer('a', 'South'), offer('b', 'North')], null],
  ['ours alone', [offer('a', 'North')], null],
  ['theirs, after ours was superseded', [offer('b', 'South'), offer('a', 'North', 'superseded')], 'b'],
  ['none that is open', [offer('a', 'South', 'expired')], null],
])('nobody accepts what is not shown: %s', (_name, offers, wanted) => {
  expect(offer_shown({ offers }, 'North')?.record ?? null).toBe(wanted)
})

const NONE = { answers: null, counter: false, withdraw: false, cancel: false, amended_unseen: false }

test.each([
  ['offered to us', 'proposed', null, [offer('a', 'South')], { ...NONE, answers: 'a', counter: true }],
  ['offered by us', 'proposed', null, [offer('a', 'North')], { ...NONE, counter: true, withdraw: true }],
  ['offered by both at once, ours shown', 'proposed', null, [offer('a', 'South'), offer('b', 'North')], { ...NONE, withdraw: true }],
  ['agreed', 'agreed', 'a', [offer('a', 'South', 'accepted')], { ...NONE, cancel: true }],
  ['agreed, and amended by them', 'agreed', 'a', [offer('a', 'North', 'accepted'), offer('b', 'South')], { ...NONE, cancel: true, amended_unseen: true }],
  ['agreed, and amended by us', 'agreed', 'a', [offer('a', 'South', 'accepted'), offer('b', 'North')], { ...NONE, cancel: true, withdraw: true }],
  ['declined', 'declined', null, [offer('a', 'North', 'declined')], NONE],
  ['cancelled', 'cancelled', 'a', [offer('a', 'North', 'accepted')], NONE],
])('a text that is %s', (_name, phase, agreed, offers, wanted) => {
  expect(text_actions({ phase, agreed, offers }, 'North')).toEqual(wanted)
})

test.each([
  ['proposed', [offer('a', 'South')], 'ours'],
  ['proposed', [offer('a', 'North')], 'theirs'],
  ['agreed', [offer('a', 'North'), offer('b', 'South')], 'both'],
  ['agreed', [offer('a', 'North', 'accepted')], 'nobody'],
  ['cancelled', [offer('a', 'South')], 'nobody'],
])('%s with %j waits for %s', (phase, offers, wanted) => {
  expect(awaited_of({ phase, offers }, 'North')).toBe(wanted)
})
