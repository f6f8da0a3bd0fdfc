/** Invented minutes of the round in Geneva, for scenes and tests. */
import type { MinutesView, OfferDiff } from '../../core/generated/views'
import { ROUND } from '../tracks/track_samples'

export const MINUTES_ID = 'a1d2c3b4a5960718293a4b5c6d7e8f90'

export const MINUTES: MinutesView = {
  minutes: MINUTES_ID,
  round: ROUND,
  phase: 'proposed',
  proposed_by: 'South',
  awaited: 'an answer of North',
  title: 'Minutes of the talks on security guarantees',
  text: 'The delegations met in Geneva on 10 January 2022.\nThey went through both items, and agreed to meet again within a month.',
  outcomes: [
    { item: 'Security guarantees', outcome: 'ad-referendum', text: 'Each delegation takes the draft home.' },
    { item: 'Verification', outcome: 'deferred', text: '' },
  ],
  agreed: null,
  offers: [
    { record: '5c20aa11b2c3d4e5', by: 'North', answer: 'superseded', answer_by: null },
    { record: '77de01b2c3d4e5f6', by: 'South', answer: 'open', answer_by: null },
  ],
}

export const MINUTES_AGREED: MinutesView = {
  ...MINUTES,
  phase: 'agreed',
  awaited: null,
  agreed: '77de01b2c3d4e5f6',
  offers: [
    { record: '5c20aa11b2c3d4e5', by: 'North', answer: 'superseded', answer_by: null },
    { record: '77de01b2c3d4e5f6', by: 'South', answer: 'accepted', answer_by: null },
  ],
}

const LONG = 'Each side will set out in writing, within fourteen days, which of the installations named in the annex it regards as covered by the understanding, and on what conditions it would accept that they be visited at short notice by observers of the other. '

export const MINUTES_LONG: MinutesView = {
  ...MINUTES,
  title: 'Minutes of the second part of the consultations on mutual security guarantees, on verification, and on what remains of the agenda of the videoconference',
  text: Array.from({ length: 6 }, () => LONG).join('\n\n'),
  outcomes: [
    { item: 'Security guarantees, in the form of a treaty that binds both sides and those whom they bring in later', outcome: 'bracketed', text: LONG },
    { item: 'Verification', outcome: 'agreed', text: LONG },
    { item: 'Consulates', outcome: 'deferred', text: 'Wiederaufnahmevoraussetzungen_ohne_Umbruch_in_einem_einzigen_langen_Wort_das_nirgends_bricht' },
  ],
}

/** What South made of North's text. */
export const MINUTES_DIFF: OfferDiff = {
  from: { number: 1, record: '5c20aa11b2c3d4e5', by: 'North', answer: 'superseded' },
  to: { number: 2, record: '77de01b2c3d4e5f6', by: 'South', answer: 'open' },
  fields: [{ field: 'title', from: 'Minutes of the talks', to: 'Minutes of the talks on security guarantees' }],
  text: [
    { what: 'same', text: 'The delegations met in Geneva on 10 January 2022.\nThey went through both items, and agreed to meet again within ' },
    { what: 'removed', text: 'two weeks' },
    { what: 'added', text: 'a month' },
    { what: 'same', text: '.' },
  ],
  outcomes: [{ from: { item: 'Verification', outcome: 'agreed', text: '' }, to: { item: 'Verification', outcome: 'deferred', text: '' } }],
}
