/** Invented joint statements for scenes and tests. */
import type { JointList, JointView, OfferDiff } from '../../core/generated/views'
import { MINUTE, NOW } from '../../gallery/people'
import { CONTACT } from '../contacts/contact_samples'

export const JOINT_ID = '3fa1b7c8d9e0f1a2b3c4d5e6f7a8b9c0'
const HOUR = 60 * MINUTE
const RELEASE = NOW + 26 * HOUR + 12 * MINUTE

export const JOINT: JointView = {
  joint_statement: JOINT_ID,
  phase: 'proposed',
  proposed_by: 'South',
  agreed: null,
  text: {
    title: 'Joint statement on the holidays',
    text: 'The leaders of North and South spoke by telephone.\nThey [North: agreed | South: stated their intention] to hold talks in Geneva on 10 January.',
    languages: ['en'],
    release_unix_ms: RELEASE,
    about: CONTACT,
  },
  offers: [
    { record: '0a1b2c3d4e5f6071', by: 'North', answer: 'superseded', release_unix_ms: RELEASE - HOUR },
    { record: '8f7e6d5c4b3a2910', by: 'South', answer: 'open', release_unix_ms: RELEASE },
  ],
  released: [],
  without_effect: [],
}

const CLEAN = 'The leaders of North and South spoke by telephone.\nThey agreed to hold talks in Geneva on 10 January.'

export const JOINT_AGREED: JointView = {
  ...JOINT,
  phase: 'agreed',
  agreed: '8f7e6d5c4b3a2910',
  text: JOINT.text === null ? null : { ...JOINT.text, text: CLEAN },
  offers: JOINT.offers.map((offer) => (offer.answer === 'open' ? { ...offer, answer: 'accepted' } : offer)),
}

const PAST = NOW - 20 * MINUTE

export const JOINT_RELEASED: JointView = {
  ...JOINT_AGREED,
  text: JOINT_AGREED.text === null ? null : { ...JOINT_AGREED.text, release_unix_ms: PAST },
  released: [{ side: 'South', at_unix_ms: PAST + MINUTE }],
}

export const JOINT_LONG: JointView = {
  ...JOINT,
  text:
    JOINT.text === null
      ? null
      : {
          ...JOINT.text,
          title: 'Joint statement of the leaders of North and of South on the results of their conversation of 30 December and on the order of the talks that follow it',
          text: Array.from({ length: 9 }, () => `${JOINT.text?.text ?? ''} Wiederaufnahmevoraussetzungen_ohne_Umbruch_in_einem_einzigen_langen_Wort_das_nirgends_bricht.`).join('\n\n'),
        },
}

export const JOINT_LINES: JointList = {
  joint_statements: [{ joint_statement: JOINT_ID, phase: 'proposed', proposed_by: 'South', title: JOINT.text?.title ?? null, release_unix_ms: RELEASE }],
}

/** What South made of North's text: an hour later, too. */
export const JOINT_DIFF: OfferDiff = {
  from: { number: 1, record: '0a1b2c3d4e5f6071', by: 'North', answer: 'superseded' },
  to: { number: 2, record: '8f7e6d5c4b3a2910', by: 'South', answer: 'open' },
  fields: [{ field: 'release', from_unix_ms: RELEASE - HOUR, to_unix_ms: RELEASE }],
  text: [
    { what: 'same', text: 'The leaders of North and South spoke by telephone.\nThey ' },
    { what: 'removed', text: 'agreed' },
    { what: 'added', text: '[North: agreed | South: stated their intention]' },
    { what: 'same', text: ' to hold talks in Geneva on 10 January.' },
  ],
  outcomes: [],
}
