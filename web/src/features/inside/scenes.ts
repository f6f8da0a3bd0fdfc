/** Scenes of all that is kept within the own side. */
import type { CoreError, Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import { CARDS, COALITIONS, CONSULTATIONS, MANDATES, NOTHING_INSIDE, PAPER_ID, RECORD, RECORDS, TASKS, TYPICAL_INSIDE } from '../../gallery/inside'
import type { PaperView } from '../../core/shapes/paper'
import { LINE_UP, MINUTE, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

const PAPER: PaperView = {
  paper: PAPER_ID,
  kind: 'proposal',
  by: 'North',
  title: 'Principles of limits on deployment',
  recipients: ['South', 'The alliance'],
  state: 'replied',
  reply_by_unix_ms: null,
  versions: [],
  replies: [{ record: 'q1', to: 1, paper: { title: 'On the principles', text: '', languages: ['en'], recipients: [] }, receipt: { said_unix_ms: NOW - 6 * 60 * MINUTE, received_unix_ms: null, confirmed_unix_ms: null } }],
  reported: [],
  without_effect: [],
}

const AROUND = { line: () => LINE_UP, alarms: () => ({ alarms: [] }) }

export function inside_core(roles: Role[] = ['sherpa'], answers: FakeCore['answers'] = TYPICAL_INSIDE): FakeCore {
  return new FakeCore(signed_in(roles), { ...AROUND, ...answers })
}

const REFUSED: CoreError = { code: 'unreached', cause: 'the node can’t be reached', next: 'wait: the page goes on by itself' }
// As the worker hands it over: plain data.
// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
const refused = (): Promise<never> => Promise.reject(REFUSED)
const FAILING: FakeCore['answers'] = {
  ...NOTHING_INSIDE,
  tasks: refused,
  consultations: refused,
  mandates: refused,
  'briefing-cards': refused,
  coalitions: refused,
  'records-of-contact': refused,
  'record-access': refused,
}

const LONG = 'Verkehrsinfrastrukturfinanzierungsgesellschaft: über die Zusammensetzung der gemeinsamen Überprüfungskommission und ihre Aufgaben in beiden Hauptstädten, mit allen Anhängen. '.repeat(4).trim()
const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const LENGTHY: FakeCore['answers'] = {
  ...TYPICAL_INSIDE,
  tasks: () => ({ tasks: TASKS.map((one) => ({ ...one, text: `${WORD} ${LONG}` })) }),
  consultations: () => ({ consultations: CONSULTATIONS.map((one) => ({ ...one, body: `${WORD} ${one.body}`, text: LONG })) }),
  mandates: () => ({ mandates: MANDATES.map((one) => ({ ...one, text: LONG, may_agree: [WORD, LONG], refers: [`${LONG} ${WORD}`] })) }),
  'briefing-cards': () => ({ cards: CARDS.map((one) => ({ ...one, title: `${one.title} ${WORD}`, text: `${LONG}\n\n${LONG}` })) }),
  coalitions: () => ({ entries: COALITIONS.map((one) => ({ ...one, name: WORD, members: one.members.map((member) => ({ ...member, member: `${member.member} ${WORD}`, words: LONG })) })) }),
  'record-of-contact': () => ({ ...RECORD, classification: LONG, text: `${LONG} ${WORD}` }),
}

const PAGES = [
  { name: 'tasks', path: '/inside' },
  { name: 'consultations', path: '/inside/consultations' },
  { name: 'cards', path: '/inside/briefing' },
  { name: 'mandates', path: '/inside/mandates' },
  { name: 'coalitions', path: '/inside/coalitions' },
  { name: 'records', path: '/inside/records' },
]

const record = RECORDS[0]?.record ?? ''
const OTHER_DRAFT = { ...RECORDS[0], record: 'n2b3c4d5e6f70819', written: { person: 'p1', name: null, at_unix_ms: NOW - 3_600_000 } } as (typeof RECORDS)[number]
/** Two drafts of one call beside each other. */
const TWO_DRAFTS: FakeCore['answers'] = { ...TYPICAL_INSIDE, 'records-of-contact': () => ({ entries: [...RECORDS, OTHER_DRAFT] }) }

function scene(name: string, path: string, { roles, answers, press }: { roles?: Role[]; answers?: FakeCore['answers']; press?: string } = {}): Scene {
  return { name: `inside-${name}`, path, core: () => inside_core(roles, answers), ...(press === undefined ? {} : { press }) }
}

/** The words of a record are shown after its opening alone; a person who isn't on its list is told so first. */
export function not_listed(): FakeCore {
  const core = inside_core(['interpreter'])
  core.deeds['open-note'] = ({ off_list }) =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    off_list === true ? { record: null, subject: null } : Promise.reject({ code: 'not-listed', cause: 'you aren’t on its distribution list', next: 'ask its author' })
  return core
}

export const scenes: Scene[] = [
  ...PAGES.map(({ name, path }) => scene(name, path)),
  ...PAGES.map(({ name, path }) => scene(`${name}-none`, path, { answers: NOTHING_INSIDE })),
  ...PAGES.map(({ name, path }) => scene(`${name}-long`, path, { answers: LENGTHY })),
  ...PAGES.map(({ name, path }) => scene(`${name}-error`, path, { answers: FAILING })),
  scene('task-give', '/inside', { press: 'task-give' }),
  scene('task', '/inside/tasks/t1'),
  scene('task-done', '/inside/tasks/t1', { press: 'task-settle-done' }),
  scene('task-gone', '/inside/tasks/t0'),
  scene('consultation-enter', '/inside/consultations', { press: 'consultation-enter' }),
  scene('consultation-answer', '/inside/consultations', { press: 'consultation-answer' }),
  scene('card', '/inside/briefing/f2'),
  scene('card-approved', '/inside/briefing/f1'),
  scene('card-review', '/inside/briefing/f2', { press: 'card-do-review' }),
  scene('card-new', '/inside/briefing', { press: 'card-new' }),
  scene('mandate-give', '/inside/mandates', { press: 'mandate-give' }),
  scene('coalition', '/inside/coalitions/l2', { answers: { ...TYPICAL_INSIDE, paper: () => PAPER } }),
  scene('coalition-enter', '/inside/coalitions', { press: 'coalition-enter' }),
  scene('coalition-position', '/inside/coalitions/l2', { press: 'position-enter', answers: { ...TYPICAL_INSIDE, paper: () => PAPER } }),
  scene('record', `/inside/records/${record}`),
  scene('record-opened', `/inside/records/${record}`, { press: 'record-open' }),
  scene('record-opened-long', `/inside/records/${record}`, { press: 'record-open', answers: LENGTHY }),
  { name: 'inside-record-not-listed', path: `/inside/records/${record}`, core: not_listed, press: 'record-open' },
  scene('record-access', `/inside/records/${record}`, { roles: ['security-officer'] }),
  scene('record-write', `/inside/records/new`),
  scene('records-two', '/inside/records', { answers: TWO_DRAFTS }),
  scene('record-merge', `/inside/records/merge/${record},${OTHER_DRAFT.record}`, { press: 'record-open', answers: TWO_DRAFTS }),
  scene('reader', '/inside', { roles: ['interpreter'] }),
  scene('access', '/access', { roles: ['archivist'] }),
  scene('access-error', '/access', { roles: ['archivist'], answers: FAILING }),
]
