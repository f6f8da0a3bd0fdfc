/** An invented round in Geneva, for scenes and tests. */
import type { RoundList, RoundTermsView, RoundView } from '../../core/shapes/round'
import { EARLIER } from '../contacts/contact_samples'
import { ROUND, TRACK_ID } from '../tracks/track_samples'

export const ROUND_TERMS: RoundTermsView = {
  title: 'Talks on security guarantees',
  place: 'Geneva',
  format: 'bilateral',
  dates: 'fixed',
  local: [
    { at: 'Geneva', zone: 'Europe/Zurich', start: '2022-01-10T10:00', end: '2022-01-10T18:00', offset: '+01:00' },
    { at: 'North', zone: 'Europe/Moscow', start: '2022-01-10T12:00', end: '2022-01-10T20:00', offset: '+03:00' },
    { at: 'South', zone: 'America/New_York', start: '2022-01-10T04:00', end: '2022-01-10T12:00', offset: '-05:00' },
  ],
  items: [
    { title: 'Security guarantees', state: 'open', carried_from: EARLIER },
    { title: 'Verification', state: 'open', carried_from: null },
  ],
  sessions: [
    { start: '2022-01-10T10:00', end: '2022-01-10T12:30', format: 'expanded', title: 'Opening' },
    { start: '2022-01-10T14:00', end: '2022-01-10T18:00', format: 'restricted', title: 'Guarantees' },
  ],
  reason: '',
}

export const ROUND_AGREED: RoundView = {
  round: ROUND,
  phase: 'agreed',
  proposed_by: 'North',
  awaited: null,
  track: TRACK_ID,
  starts: '2022-01-10T09:00:00Z',
  ends: '2022-01-10T17:00:00Z',
  fixed: true,
  terms: ROUND_TERMS,
  amendment: null,
  agreed: 'o1',
  delegations: [
    {
      side: 'North',
      record: 'd1',
      head: { name: 'Head of North’s delegation', office: 'Deputy Minister of Foreign Affairs' },
      members: [{ name: 'Member of North', office: 'Deputy Minister of Defence' }],
      interpreters: [{ name: 'Interpreter of North', office: '' }],
      earlier_heads: [],
    },
  ],
  without_delegation: ['South'],
  minutes: [],
  offers: [{ record: 'o1', by: 'North', answer: 'accepted', answer_by: null }],
  reported: [],
}

export const ROUND_TO_US: RoundView = {
  ...ROUND_AGREED,
  phase: 'proposed',
  proposed_by: 'South',
  awaited: 'an answer of North',
  agreed: null,
  delegations: [],
  without_delegation: ['North', 'South'],
  offers: [{ record: 'o1', by: 'South', answer: 'open', answer_by: null }],
}

export const ROUND_LINES: RoundList = {
  rounds: [{ round: ROUND, phase: 'agreed', starts: ROUND_AGREED.starts, fixed: true, place: 'Geneva', title: ROUND_TERMS.title }],
}
