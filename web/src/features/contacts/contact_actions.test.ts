import { expect, test } from 'vitest'

import type { Role } from '../../core/core'
import { AGREED, PROPOSED_TO_US, PROPOSED_BY_US, REPORTED_OUTSIDE, with_phase } from './contact_samples'
import { actions_for } from './contact_actions'

const AIDE: Role[] = ['sherpa']

test.each([
  ['their proposal', PROPOSED_TO_US, AIDE, 'accept', ['counter', 'decline'], []],
  ['our proposal', PROPOSED_BY_US, AIDE, null, ['counter', 'withdraw'], []],
  ['agreed', AGREED, AIDE, null, ['counter'], ['postpone', 'cancel']],
  ['an amendment of agreed terms', { ...AGREED, offers: PROPOSED_TO_US.offers }, AIDE, 'accept', ['counter', 'decline'], ['postpone', 'cancel']],
  ['staged', with_phase(AGREED, 'staged'), AIDE, null, ['counter'], ['postpone', 'cancel']],
  ['on the line', with_phase(AGREED, 'on-the-line'), AIDE, null, [], []],
  ['ended', with_phase(AGREED, 'ended'), AIDE, null, [], []],
  ['declined', with_phase(PROPOSED_TO_US, 'declined'), AIDE, null, [], []],
  ['entered by them', REPORTED_OUTSIDE, AIDE, 'confirm-outside', [], []],
  ['entered by us', { ...REPORTED_OUTSIDE, proposed_by: 'North' }, AIDE, null, [], []],
  ['for a duty officer', PROPOSED_TO_US, ['duty-officer'] satisfies Role[], null, [], []],
  ['for an interpreter', AGREED, ['interpreter'] satisfies Role[], null, [], []],
] as const)('%s', (_name, view, roles, main, others, ending) => {
  expect(actions_for(view, 'North', roles)).toEqual({ main, others, ending, unread: false })
})

test('where both offered at once and ours is shown, theirs is not answered unseen', () => {
  const [theirs] = PROPOSED_TO_US.offers
  const [ours] = PROPOSED_BY_US.offers
  if (theirs === undefined || ours === undefined) throw new Error('the samples have an offer each')
  const crossed = actions_for({ ...PROPOSED_TO_US, offers: [theirs, ours] }, 'North', AIDE)
  expect(crossed).toEqual({ main: null, others: ['withdraw'], ending: [], unread: true })
  expect(actions_for({ ...PROPOSED_TO_US, offers: [ours, theirs] }, 'North', AIDE)).toMatchObject({ main: 'accept', unread: false })
})

test('an offer that expired asks for nothing', () => {
  const offers = PROPOSED_TO_US.offers.map((offer) => ({ ...offer, answer: 'expired' }))
  expect(actions_for({ ...PROPOSED_TO_US, offers }, 'North', AIDE).main).toBeNull()
})
