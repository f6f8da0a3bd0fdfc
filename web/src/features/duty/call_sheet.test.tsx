import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { CallSheetView, ClockNews, DownStep, SheetBanner } from '../../core/shapes/call_sheet'
import type { Locale } from '../../i18n/locales'
import { show_client } from '../../testing'
import { CALL_SHEET, DOUBTED_SHEET } from './examples'
import { duty_core } from './scenes'

async function words_of(sheet: CallSheetView, locale: Locale): Promise<string> {
  const { container, unmount } = show_client(duty_core([], [], sheet), { path: '/duty/call-sheet/3fa1', locale })
  await screen.findByText(/America\/New_York, UTC−5/)
  const words = container.querySelector('.sheet')?.textContent ?? ''
  unmount()
  return words
}

test.each<[Locale, string[]]>([
  ['en', ['Both duty officers look on their staging boards', 'After the second confirmation both principals are rung at once', 'Then North’s duty officer telephones South’s.', '23:20 North, 15:20 South']],
  ['fr', ['Les deux permanences vérifient', 'les deux dirigeants sont appelés en même temps', 'Puis la permanence de North téléphone à celle de South.']],
  ['ru', ['Оба дежурных смотрят', 'звонок раздаётся сразу у обоих руководителей', 'Затем дежурный стороны North звонит по телефону дежурному стороны South.']],
])('steps in %s', async (locale, wanted) => {
  const words = await words_of(CALL_SHEET, locale)
  for (const one of wanted) expect(words).toContain(one)
  expect(words).not.toMatch(/\b(sheet|banner|fault)-[a-z]/)
})

/** Three words of Latin letters and no name: what another language's reader shouldn't meet. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/

test('a sheet in Russian has no English in it but what people wrote', async () => {
  const { container } = show_client(duty_core([], [], { ...DOUBTED_SHEET, fallback: [] }), { path: '/duty/call-sheet/3fa1', locale: 'ru' })
  await screen.findByText(/America\/New_York, UTC−5/)
  for (const peoples of container.querySelectorAll('bdi')) peoples.remove()
  expect(container.querySelectorAll('[lang="en"]')).toHaveLength(0)
  expect(ENGLISH.test('each duty officer confirms')).toBe(true)
  expect(container.textContent).not.toMatch(ENGLISH)
})

const CHANGE: Extract<ClockNews, { news: 'change' }> = { news: 'change', forward_min: 60, before: '2021-12-28T02:00', after: '2021-12-28T03:00', offset: '+04:00', placed: 'before', hours: 1 }

test.each<[Partial<typeof CHANGE>, string, string, string]>([
  [{ hours: 0 }, 'less than an hour before the start', 'moins d’une heure avant le début', 'меньше чем за час до начала'],
  [{ hours: 1 }, '1 hour before the start', '1 heure avant le début', 'за 1 час до начала'],
  [{ hours: 22 }, '22 hours before the start', '22 heures avant le début', 'за 22 часа до начала'],
  [{ hours: 47 }, '47 hours before the start', '47 heures avant le début', 'за 47 часов до начала'],
  [{ hours: 48 }, '2 days before the start', '2 jours avant le début', 'за 2 дня до начала'],
  [{ placed: 'after', hours: 167 }, '6 days after the end', '6 jours après la fin', 'через 6 дней после конца'],
  [{ placed: 'during', hours: 0 }, 'DURING THE CALL', 'PENDANT L’ENTRETIEN', 'ВО ВРЕМЯ РАЗГОВОРА'],
])('clocks that change: %j', async (part, en, fr, ru) => {
  const sheet = { ...CALL_SHEET, clock_changes: [{ side: 'North', zone: 'Europe/Moscow', at: '', what: { ...CHANGE, ...part } }] }
  const wanted: Record<Locale, string> = { en, fr, ru }
  for (const locale of ['en', 'fr', 'ru'] as const) expect(await words_of(sheet, locale)).toContain(wanted[locale])
})

// The compiler holds these complete: what the core may say has words.
const BANNERS: Record<SheetBanner['banner'], SheetBanner> = {
  'not-agreed': { banner: 'not-agreed', proposed_by: 'South' },
  postponed: { banner: 'postponed' },
  refused: { banner: 'refused', phase: 'withdrawn' },
  cancelled: { banner: 'cancelled' },
  over: { banner: 'over' },
  'reported-outside': { banner: 'reported-outside' },
  'held-outside': { banner: 'held-outside' },
  'newer-terms': { banner: 'newer-terms' },
  reported: DOUBTED_SHEET.banners[1] ?? { banner: 'over' },
}
const DOWN: Record<DownStep['step'], true> = { wait: true, telephone: true, 'say-nothing-of-the-agenda': true, 'another-time': true, 'enter-held-outside': true }

test.each(['en', 'fr', 'ru'] as const)('every banner and step has words in %s', async (locale) => {
  expect(CALL_SHEET.when_down.map(({ step }) => step).sort()).toEqual(Object.keys(DOWN).sort())
  for (const banner of Object.values(BANNERS)) {
    const words = await words_of({ ...CALL_SHEET, banners: [banner] }, locale)
    expect(words).not.toMatch(/\b(sheet|banner)-[a-z]/)
    if (banner.banner === 'not-agreed') expect(words).toContain('South')
  }
})
