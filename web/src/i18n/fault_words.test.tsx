import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { CoreError } from '../core/core'
import { FakeCore } from '../core/fake_core'
import type { NextStep, NoEffectWhy, Reason } from '../core/generated/acts'
import type { VoidWhy } from '../core/generated/views'
import { signed_in } from '../gallery/people'
import { show } from '../testing'
import { ErrorCard } from '../ui/ErrorCard'
import type { Locale } from './locales'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const LOCALES: readonly Locale[] = ['en', 'fr', 'ru']

function messages_of(locale: Locale): Map<string, string> {
  const folder = join(ROOT, 'web', 'src', 'messages', locale)
  const files = readdirSync(folder).filter((file) => file.endsWith('.ftl'))
  const found = new Map<string, string>()
  for (const file of files) {
    for (const block of readFileSync(join(folder, file), 'utf8').split(/\n(?=[a-z])/)) {
      const id = /^([a-z0-9-]+) =/.exec(block)?.[1]
      if (id !== undefined) found.set(id, block)
    }
  }
  return found
}

const MESSAGES = new Map(LOCALES.map((locale) => [locale, messages_of(locale)]))

function lacking(ids: readonly string[]): string[] {
  return LOCALES.flatMap((locale) => ids.filter((id) => MESSAGES.get(locale)?.has(id) !== true).map((id) => `${locale}: ${id}`))
}

/** One of each: the compiler holds the table complete over what the core can answer. */
const REASONS: { [R in Reason['reason']]: Omit<Extract<Reason, { reason: R }>, 'reason'> } = {
  'not-accredited': {},
  'no-audience': { class: 'class' },
  'stale-audience': { class: 'class' },
  'no-other-side': {},
  'no-such': { noun: 'noun', id: 'id' },
  'without-effect': { why: 'expired' },
  'nothing-to-answer': {},
  'no-such-offer': {},
  'own-offer': {},
  'others-offer': {},
  'offer-closed': { answer: 'answer' },
  'offer-expired': {},
  'fixed-date': {},
  'role-missing': {},
  'wrong-phase': { phase: 'phase' },
  duration: { minutes: 2, most: 2 },
  'terms-locals': {},
  'local-differs': { zone: 'zone', read: 'read', is: 'is' },
  'terms-start': {},
  'terms-too-long': {},
  'voice-depth': {},
  differs: {},
  'no-version': { number: 2, count: 2 },
  'bracket-nested': { outer: 2, inner: 2 },
  'bracket-open': { line: 2 },
  'bracket-unopened': { line: 2 },
  'brackets-too-many': { most: 2 },
  'too-long': {},
  'own-draft': {},
  unapproved: {},
  unreviewed: {},
  'not-listed': {},
  contradicts: {},
  'round-not-agreed': {},
  'round-not-cleared': {},
  'kind-refuses': { kind: 'kind' },
  'kind-wants': { kind: 'kind' },
  'kind-topic': { kind: 'kind', topic: 'topic' },
  'kind-party': {},
  'kind-no-round': {},
  'unrecorded-expired': {},
  'unrecorded-too-long': {},
  unreadable: {},
  'record-missing': {},
  'sealed-to-others': {},
  damaged: {},
  'unknown-zone': { zone: 'zone' },
  'not-a-civil-time': { text: 'text' },
  'time-gap': { civil: 'civil', zone: 'zone' },
  'time-overlap': { civil: 'civil', zone: 'zone' },
  past: { text: 'text' },
  'still-to-come': {},
  'not-here': { id: 'id' },
  'agenda-sealed': {},
  'line-break': {},
  'line-empty': {},
  'control-characters': {},
  'no-date': {},
  'ends-first': {},
  'head-wanted': {},
  'no-link': {},
  'link-to-itself': {},
  'text-wanted': {},
  'no-such-person': { id: 'id' },
  'shift-ends-first': { until: 'until' },
  'reply-to-own': {},
  'no-such-item': { item: 'item' },
  'outcome-twice': { item: 'item' },
  'outcome-missing': { item: 'item' },
  'expires-too-soon': { text: 'text' },
  'lasts-too-long': { text: 'text' },
  replaced: {},
  'task-is': { state: 'state' },
  'different-contacts': {},
  'different-classifications': { all: 'all' },
  'no-day': { day: 'day', zone: 'zone' },
  'not-known-claimed': {},
  'no-contradiction': {},
  'report-lacks': {},
  'source-wanted': {},
  'member-twice': { name: 'name' },
  'member-already': { name: 'name' },
  'no-member': { name: 'name', of: 'of' },
  'own-words-wanted': {},
  'reply-words-wanted': {},
  'no-random-numbers': {},
  'file-unread': {},
  'request-unfit': {},
  'request-of-other-side': {},
  'half-signed-unfit': {},
  'not-an-officer': {},
  'accreditation-roles': {},
  'accreditation-validity': {},
  'accreditation-unfit': {},
  'press-key-damaged': {},
  'press-key-another': {},
}

const STEPS: Record<NextStep, true> = {
  'ask-officers': true, 'wait-for-them': true, 'add-other-side': true, 'look-at-list': true, 'decide-again': true, 'another-role': true,
  'change-it': true, 'fewer-words': true, 'look-at-versions': true, 'close-bracket': true, 'another-person': true, 'ask-author': true,
  'change-or-reason': true, 'wait-for-agreement': true, 'load-again': true, 'another-reader': true, 'ask-by-other-means': true,
  'say-which-of-two': true, 'another-time': true, 'later-or-none': true, 'within-two-weeks': true, 'when-it-has-been': true,
  'end-after-beginning': true, 'look-at-kept': true, 'leadership-does': true, 'fill-in': true, 'choose-another': true, 'approve-without-reason': true,
  'notes-of-one-contact': true, 'say-which-holds': true, 'another-browser': true, 'right-file': true, 'make-request-again': true,
  'make-for-this-side': true, 'file-in-person': true, 'officers-in-order': true, 'days-or-roles': true, 'right-press-key': true,
}

const WHY: Record<NoEffectWhy, true> = {
  'no-terms': true, founded: true, unseen: true, 'too-many-offers': true, expired: true, 'nothing-to-answer': true, closed: true, 'other-noun': true,
  fixed: true, 'too-many': true, 'no-facts': true, 'others-to-do': true, early: true, late: true, again: true, withdrawn: true, 'not-for-duty': true,
}

const VOID: Record<VoidWhy, true> = {
  unreadable: true, 'unknown-kind': true, author: true, role: true, signature: true, officers: true, 'revoked-officer': true, 'revoked-device': true,
  'older-paper': true, duplicate: true, grant: true, proof: true, subject: true, facts: true, 'call-devices': true, 'too-many': true,
}

test('every reason, step and code of the core has words in every language', () => {
  expect(lacking(Object.keys(REASONS).map((reason) => `reason-${reason}`))).toEqual([])
  expect(lacking(Object.keys(STEPS).map((step) => `step-${step}`))).toEqual([])
  expect(lacking(Object.keys(WHY).map((why) => `why-${why}`))).toEqual([])
  expect(lacking(Object.keys(VOID).map((why) => `void-${why}`))).toEqual([])
})

test('a reason’s words name nothing that the core doesn’t say of it', () => {
  for (const locale of LOCALES) {
    for (const [reason, values] of Object.entries(REASONS)) {
      const block = MESSAGES.get(locale)?.get(`reason-${reason}`) ?? ''
      const named = [...block.matchAll(/\$([a-z_]+)/g)].map(([, name]) => name ?? '')
      expect(Object.keys(values), `${locale} ${reason}`).toEqual(expect.arrayContaining(named))
    }
  }
})

/** Codes that are said without further data: what they are made of is read from the sources themselves. */
function codes_in(folder: string, of: RegExp, ends: RegExp): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) => ends.test(file) && !file.includes('.test.'))
  const texts = files.map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
  return texts.flatMap((text) => [...text.matchAll(of)].map(([, code]) => code ?? ''))
}

/** Shown by pages of their own, or asked about: no card says them. */
const ELSEWHERE = ['conflicts', 'push-denied', 'push-unreachable']

test('every code of the node, the core and the page has words in every language', () => {
  const table = readFileSync(join(ROOT, 'docs', 'problems.md'), 'utf8')
  const of_node = [...table.matchAll(/^\| `([a-z-]+)` \| \d/gm)].map(([, code]) => code ?? '')
  const of_core = codes_in('crates/client-wasm/src', /(?:CoreError|Self)::new\(\s*"([a-z-]+)"/g, /\.rs$/)
  const of_page = codes_in('web/src', /new (?:Fault|Refused)\((?:0, )?'([a-z-]+)'/g, /\.tsx?$/)
  expect([of_node.length, of_core.length, of_page.length].every((count) => count > 10)).toBe(true)
  const codes = [...new Set([...of_node, ...of_core, ...of_page, 'http'])].filter((code) => code !== '' && !ELSEWHERE.includes(code))
  const without = LOCALES.flatMap((locale) =>
    codes.flatMap((code) =>
      ['cause', 'next']
        .filter((part) => !['fault', 'problem'].some((kind) => MESSAGES.get(locale)?.has(`${kind}-${part}-${code}`)))
        .map((part) => `${locale}: ${part} of ${code}`),
    ),
  )
  expect(without).toEqual([])
})

const ENGLISH = 'as the node says it in English'
const GIVEN: CoreError = { code: '', cause: ENGLISH, next: ENGLISH }

test.each<[string, CoreError, Record<Locale, [string, string]>]>([
  [
    'a reason with its values, before any code',
    { ...GIVEN, code: 'not-allowed', reason: { reason: 'wrong-phase', phase: 'cancelled' }, step: 'decide-again' },
    {
      en: ['This can’t be done as the contact stands: Cancelled.', 'Look at what was signed since, and decide again.'],
      fr: ['C’est impossible dans l’état de l’entretien : Annulé.', 'Regardez ce qui a été signé depuis, et décidez de nouveau.'],
      ru: ['В нынешнем состоянии контакта это невозможно: Отменён.', 'Посмотрите, что подписано с тех пор, и решите заново.'],
    },
  ],
  [
    'a code of the node',
    { ...GIVEN, code: 'too-many-requests' },
    {
      en: [ENGLISH, ENGLISH],
      fr: ['Le nœud a été sollicité trop souvent.', 'Attendez une minute, puis réessayez.'],
      ru: ['Узел спрашивали слишком часто.', 'Подождите минуту и попробуйте снова.'],
    },
  ],
  [
    'a number of something in between',
    { ...GIVEN, code: 'http-502' },
    {
      en: [ENGLISH, ENGLISH],
      fr: ['Quelque chose entre cette page et le nœud a répondu à sa place.', 'Réessayez. Si cela persiste, prévenez votre administrateur.'],
      ru: ['Вместо узла ответило что-то между ним и этой страницей.', 'Попробуйте снова. Если не поможет, сообщите администратору.'],
    },
  ],
  ['what a later core may answer, as it says it', { ...GIVEN, code: 'none-such' }, { en: [ENGLISH, ENGLISH], fr: [ENGLISH, ENGLISH], ru: [ENGLISH, ENGLISH] }],
])('%s', (_name, error, wanted) => {
  for (const locale of LOCALES) {
    const { unmount } = show(new FakeCore(signed_in(['sherpa']), {}), <ErrorCard error={error} />, { locale })
    const card = screen.getByRole('alert').textContent
    const [cause, next] = wanted[locale]
    expect(card).toContain(cause)
    expect(card).toContain(next)
    unmount()
  }
})
