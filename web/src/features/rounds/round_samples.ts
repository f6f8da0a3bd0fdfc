/** An invented round in Geneva, for scenes and tests. */
import type { RoundList, RoundTermsView, RoundView } from '../../core/generated/views'
import { EARLIER } from '../contacts/contact_samples'
import { ROUND, TRACK_ID } from '../tracks/track_samples'

export const ROUND_TERMS: RoundTermsView = {
  title: 'Talks on security guarantees',
  place: 'Geneva',
  format: 'bilateral',
  dates: 'fixed',
  local: [
    { at: 'Geneva', zone: 'Europe/Zurich', start: '2022-01-10 10:00', end: '2022-01-10 18:00', offset: '+01:00' },
    { at: 'North', zone: 'Europe/Moscow', start: '2022-01-10 12:00', end: '2022-01-10 20:00', offset: '+03:00' },
    { at: 'South', zone: 'America/New_York', start: '2022-01-10 04:00', end: '2022-01-10 12:00', offset: '-05:00' },
  ],
  items: [
    { title: 'Security guarantees', state: 'open', carried_from: EARLIER },
    { title: 'Verification', state: 'open', carried_from: null },
  ],
  sessions: [
    { start: '2022-01-10 10:00', end: '2022-01-10 12:30', format: 'expanded', title: 'Opening' },
    { start: '2022-01-10 14:00', end: '2022-01-10 18:00', format: 'restricted', title: 'Guarantees' },
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

const LATER = ROUND_TERMS.local.map((one) => ({ ...one, start: one.start.replace('01-10', '01-12'), end: one.end.replace('01-10', '01-13') }))

export const ROUND_AMENDED: RoundView = {
  ...ROUND_AGREED,
  amendment: { ...ROUND_TERMS, local: LATER },
  offers: [...ROUND_AGREED.offers, { record: 'o2', by: 'South', answer: 'open', answer_by: '2022-01-05 09:00 UTC' }],
}

export const ROUND_LONG: RoundView = {
  ...ROUND_TO_US,
  terms: {
    ...ROUND_TERMS,
    title: 'Second part of the consultations on mutual security guarantees, on verification, and on what remains of the agenda of the videoconference of December',
    place: 'Palace of the Nations, building H, hall of the small council, entrance by the gate of the park, Geneva',
    items: Array.from({ length: 12 }, (_, at) => ({
      title: `Item ${String(at + 1)}: Wiederaufnahmevoraussetzungen_ohne_Umbruch_in_einem_einzigen_langen_Wort_das_nirgends_bricht, and what follows of it`,
      state: 'open',
      carried_from: null,
    })),
    reason: 'The hall is free on this day alone before the holidays of the other half of the year begin. '.repeat(6),
  },
}

export const ROUND_LINES: RoundList = {
  rounds: [{ round: ROUND, phase: 'agreed', starts: ROUND_AGREED.starts, fixed: true, place: 'Geneva', title: ROUND_TERMS.title }],
}
