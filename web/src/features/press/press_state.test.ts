import { expect, test } from 'vitest'

import type { FactsForm } from '../../core/forms/release'
import type { ConflictView } from '../../core/shapes/press'
import { MINUTE, NOW } from '../../gallery/people'
import { FACTS, PRESS, STATEMENT } from './examples'
import { SILENT, by_step, by_urgency, check, step_of, unreleased } from './press_state'
import { blank, duration_of, lacks_of } from './use_editor'

const CONFLICT: ConflictView = { fact: 'initiative', claimed: 'South', signed: 'North' }

test.each<[string, Partial<FactsForm>, ConflictView[] | null, string]>([
  ['it is silent', {}, [], 'silent'],
  ['it agrees', { initiative_of: 'own' }, [], 'confirmed'],
  ['it contradicts', { initiative_of: 'other' }, [CONFLICT], 'disputed'],
  // Nothing to compare with is no confirmation.
  ['nothing signed is here', { initiative_of: 'own' }, null, 'claimed'],
])('%s', (_name, facts, conflicts, stand) => {
  const [initiative] = check({ ...SILENT, ...facts }, conflicts, FACTS, 'North')
  expect(initiative).toMatchObject({ fact: 'initiative', stand, signed: 'North', theirs: 'mutual' })
})

test('a fact of which nothing is signed is claimed, not confirmed, though others were compared', () => {
  const checks = check({ ...SILENT, duration_min: 45 }, [], FACTS, 'North')
  expect(checks.find(({ fact }) => fact === 'duration')).toMatchObject({ stand: 'claimed', signed: null })
})

test.each([
  ['approve', {}, 'p1'],
  ['others-approve', {}, 'p9'],
  ['release', { approved_by: 'p1' }, 'p9'],
] as const)('a draft: %s', (wanted, part, person) => {
  expect(step_of({ ...STATEMENT, ...part }, person)).toBe(wanted)
})

test('what this person can do something about comes first', () => {
  expect(by_step(PRESS.drafts, 'p1').map(({ step }) => step)).toEqual(['approve', 'approve', 'release', 'others-approve'])
  expect(by_urgency(PRESS.promises).map(({ state }) => state)).toEqual(['overdue', 'due', 'kept'])
})

test('what is published is no draft any more', () => {
  const [first] = PRESS.published
  const same = { ...STATEMENT, kind: first?.kind ?? 'statement', title: first?.title ?? '' }
  expect(unreleased([same, STATEMENT], PRESS.published)).toEqual([STATEMENT])
})

test.each([
  ['', null],
  ['0', null],
  ['1', 1],
  ['1440', 1440],
  ['1441', null],
  ['half an hour', null],
  ['-5', null],
])('duration %s', (text, wanted) => {
  expect(duration_of(text)).toBe(wanted)
})

const WRITTEN = { ...blank('statement', 's'), office: 'press service', title: 'Tonight', text: 'They speak.' }
const NONE = { started: null, embargo: null, promise_by: null }

test.each([
  ['statement', {}, NONE, []],
  ['answer', {}, NONE, ['question']],
  ['statement', { subject: null, office: ' ', title: '', text: '' }, NONE, ['subject', 'office', 'title', 'text']],
  ['statement', { title: 'Two\nlines' }, NONE, ['title-line']],
  ['statement', { embargo: '2022-03-13T02:30' }, NONE, ['embargo']],
  ['statement', { embargo: 'x' }, { ...NONE, embargo: NOW }, ['embargo-past']],
  ['statement', { embargo: 'x' }, { ...NONE, embargo: NOW + MINUTE }, []],
  ['statement', { promises: true }, NONE, ['promise']],
  ['statement', { promises: true, promise_by: 'x' }, { ...NONE, promise_by: NOW }, ['promise-past']],
] as const)('%s %o', (kind, part, moments, wanted) => {
  expect(lacks_of(kind, { ...WRITTEN, ...part }, moments, NOW)).toEqual(wanted)
})
