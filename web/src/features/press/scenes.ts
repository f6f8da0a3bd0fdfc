import { FakeCore } from '../../core/fake_core'
import type { ConflictView, PressView } from '../../core/shapes/press'
import { CALL_AT, LINE_UP, MINUTE, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { PEOPLE } from '../administration/examples'
import { CONTACT, FACTS, PRESS } from './examples'

const HOUR = 60 * MINUTE

export function press_core(press: PressView = PRESS, person = 'p1'): FakeCore {
  return new FakeCore(
    signed_in(['press-officer'], { person }),
    {
      line: () => LINE_UP,
      alarms: () => ({ alarms: [] }),
      people: () => ({ people: PEOPLE }),
      press: () => press,
      'press-key': () => ({ key_id: 'A1B2C3D4E5F60718' }),
      'press-subjects': () => ({
        subjects: [
          { subject: CONTACT, noun: 'contact', medium: 'phone-call', start_unix_ms: CALL_AT, title: null },
          { subject: '9d0f5a2e61c4b8113fa1c05e7b7b4d0c', noun: 'contact', medium: 'videoconference', start_unix_ms: CALL_AT - 23 * 24 * HOUR, title: null },
          { subject: '77c0aa12e61c4b8113fa1c05e7b7b4d0', noun: 'round', medium: null, start_unix_ms: CALL_AT + 10 * 24 * HOUR, title: 'Talks in Geneva' },
        ],
      }),
      facts: ({ subject }) => ({ subject, noun: 'contact', facts: subject === '' ? [] : FACTS }),
      'compare-sides': ({ subject }) => ({
        subject,
        differing: 1,
        facts: FACTS,
        texts: [
          { side: 'North', name: 'statement-1', kind: 'statement', office: 'press service of the leader', title: 'Telephone conversation tonight', released_unix_ms: NOW - 8 * HOUR, url: '/releases/statement-1' },
          { side: 'North', name: 'statement-2', kind: 'statement', office: 'foreign ministry', title: 'No council meeting is planned', released_unix_ms: NOW - 2 * HOUR, url: '/releases/statement-2' },
          { side: 'South', name: 'statement-9', kind: 'statement', office: 'spokesman of the president', title: 'The presidents will speak on Thursday', released_unix_ms: NOW - 6 * HOUR, url: 'https://press.south.example/releases/statement-9' },
        ],
      }),
      // As the rules compare: whoever says "other" contradicts the signed initiative.
      'check-facts': ({ contact, facts }) => {
        const conflicts: ConflictView[] = facts.initiative_of === 'other' ? [{ fact: 'initiative', claimed: 'South', signed: 'North' }] : []
        return { compared: contact !== '', conflicts }
      },
      'lines-to-take': () => ({
        lines: [
          { record: 'l1', about: CONTACT, author: 'p9', at_unix_ms: NOW - 5 * HOUR, instead_of: [], stands: true, public: false, text: 'The subjects are very difficult ones. That is why the leaders speak themselves.', if_asked: null, approved_by: 'p10' },
          { record: 'l2', about: CONTACT, author: 'p9', at_unix_ms: NOW - 4 * HOUR, instead_of: [], stands: true, public: false, text: 'It never was a problem.', if_asked: 'Isn’t half past eleven late for a call?', approved_by: null },
          { record: 'l3', about: CONTACT, author: 'p1', at_unix_ms: NOW - 3 * HOUR, instead_of: [], stands: true, public: false, text: 'The press service will tell when it is over.', if_asked: 'Will there be a message?', approved_by: null },
        ],
      }),
    },
  )
}

function scene(name: string, path: string, core: () => FakeCore = () => press_core()): Scene {
  return { name, path, core }
}

export const scenes: Scene[] = [
  scene('press-desk', '/press'),
  scene('press-desk-empty', '/press', () => press_core({ drafts: [], published: [], promises: [] })),
  scene('press-editor', `/press/new/readout/${CONTACT}`),
  { ...scene('press-editor-lacks', '/press/new/answer'), press: 'editor-keep' },
  scene('press-correct', '/press/correct/statement-0a1b2c3d4e5f'),
  scene('press-approve', '/press/drafts/d1'),
  scene('press-approve-contradiction', '/press/drafts/d2'),
  scene('press-own-draft', '/press/drafts/d0'),
  scene('press-release-key', '/press/drafts/d3'),
  scene('press-lines', '/press/lines'),
  scene('press-says', `/press/says/${CONTACT}`),
]
