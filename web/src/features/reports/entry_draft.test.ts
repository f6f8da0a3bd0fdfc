import { expect, test } from 'vitest'

import { NOW } from '../../gallery/people'
import { type HeardDraft, type HeldDraft, heard_form, heard_problems, held_form, held_problems } from './entry_draft'

const MOSCOW = 'Europe/Moscow'
const HELD: HeldDraft = {
  day: '2021-12-30',
  hour: '22:48',
  duration: '30',
  medium: 'phone-call',
  public_part: 'none',
  items: [
    { title: 'Consulates', closed: true },
    { title: ' ', closed: false },
  ],
  reason: '',
}
const HEARD: HeardDraft = {
  act: 'proposal',
  of: 'South',
  told_by: 'Embassy',
  source: 'by telephone',
  heard: { day: '2021-12-29', hour: '12:00' },
  what: '',
  text: '',
  date: { day: null, hour: null },
}

test.each([
  ['this minute', HELD, []],
  ['a minute to come', { ...HELD, hour: '22:49' }, ['to-come']],
  ['no hour', { ...HELD, hour: null }, ['hour']],
  ['no length', { ...HELD, duration: '0' }, ['duration']],
] satisfies [string, HeldDraft, string[]][])('held elsewhere: %s', (_name, draft, wanted) => {
  expect(held_problems(draft, MOSCOW, NOW)).toEqual(wanted)
})

test.each([
  ['a proposal', HEARD, []],
  ['from nobody', { ...HEARD, told_by: '' }, ['told-by']],
  ['heard tomorrow', { ...HEARD, heard: { day: '2021-12-31', hour: '12:00' } }, ['heard-to-come']],
  ['a paper without its title', { ...HEARD, act: 'paper' }, ['what']],
  ['a head without a name', { ...HEARD, act: 'head-of-delegation' }, ['what']],
  ['a date of a round without a date', { ...HEARD, act: 'round-date' }, ['date']],
  ['something else without words', { ...HEARD, act: 'other' }, ['text']],
  ['half a date', { ...HEARD, date: { day: '2022-01-10', hour: null } }, ['date']],
] satisfies [string, HeardDraft, string[]][])('heard of: %s', (_name, draft, wanted) => {
  expect(heard_problems(draft, MOSCOW, NOW)).toEqual(wanted)
})

test('what is sent says what was filled in, and no more', () => {
  expect(held_form(HELD, MOSCOW).items).toEqual([{ title: 'Consulates', state: 'closed' }])
  expect(heard_form(HEARD, MOSCOW)).toMatchObject({ heard: '2021-12-29T09:00:00Z', date: null })
})
