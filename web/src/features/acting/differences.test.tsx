import { act, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import { FakeCore } from '../../core/fake_core'
import type { FieldChange } from '../../core/generated/views'
import type { Locale } from '../../i18n/locales'
import { LINE_UP, signed_in } from '../../gallery/people'
import { show, show_client } from '../../testing'
import { JOINT, JOINT_DIFF, JOINT_ID } from '../joint_statements/joint_samples'
import { MINUTES, MINUTES_DIFF, MINUTES_ID } from '../minutes/minutes_samples'
import { ROUND_AGREED } from '../rounds/round_samples'
import { Differences } from './Differences'

const at = (day: number) => Date.UTC(2021, 11, day, 9)

const FIELDS: FieldChange[] = [
  { field: 'title', from: 'One', to: 'Two' },
  { field: 'to', from: [], to: ['the alliance', 'the union'] },
  { field: 'languages', from: ['ru'], to: ['ru', 'en'] },
  { field: 'reply-by', from_unix_ms: null, to_unix_ms: at(30) },
  { field: 'release', from_unix_ms: at(30), to_unix_ms: at(31) },
]

test.each<[Locale, string[], string[]]>([
  ['en', ['One', 'nobody named: the other side', 'Russian', 'none', 'Thursday, 30 December 2021'], ['Two', 'the alliance and the union', 'Russian and English', 'Thursday, 30 December 2021', 'Friday, 31 December 2021']],
  ['fr', ['One', 'personne de nommé : l’autre partie', 'russe', 'aucune', 'jeudi 30 décembre 2021'], ['Two', 'the alliance et the union', 'russe et anglais', 'jeudi 30 décembre 2021', 'vendredi 31 décembre 2021']],
  ['ru', ['One', 'никто не назван: другая сторона', 'русский', 'нет', 'четверг, 30 декабря 2021'], ['Two', 'the alliance и the union', 'русский и английский', 'четверг, 30 декабря 2021', 'пятница, 31 декабря 2021']],
])('fields that differ, in %s', (locale, before, now) => {
  const { container } = show(new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP }), <Differences fields={FIELDS} pieces={[]} />, { locale })
  const words = (tag: string) => [...container.querySelectorAll(tag)].map((one) => one.textContent)
  for (const [index, wanted] of before.entries()) expect(words('del')[index]).toContain(wanted)
  for (const [index, wanted] of now.entries()) expect(words('ins')[index]).toContain(wanted)
})

test('minutes that went back show what the newest text changes, whose it is, and what else came of an item', async () => {
  const core = new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }), round: () => ROUND_AGREED, minutes: () => MINUTES, 'minutes-diff': () => MINUTES_DIFF })
  show_client(core, { path: `/minutes/${MINUTES_ID}` })
  const part = within(await screen.findByRole('region', { name: 'What changed' }))
  part.getByText('Text 2, as South offered it, beside the one before')
  expect((await part.findByText('two weeks', { exact: false })).tagName).toBe('DEL')
  expect(part.getByText('a month', { exact: false }).tagName).toBe('INS')
  part.getByText('Outcome of Verification:')
})

test('a second text that comes while the page is open is compared with the first', async () => {
  let offers = MINUTES.offers.slice(0, 1)
  const asked: unknown[] = []
  const core = new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    round: () => ROUND_AGREED,
    minutes: () => ({ ...MINUTES, offers }),
    'minutes-diff': (args) => {
      asked.push(args)
      return MINUTES_DIFF
    },
  })
  show_client(core, { path: `/minutes/${MINUTES_ID}` })
  await screen.findByText('Security guarantees')
  expect(screen.queryByText('What changed')).toBeNull()
  offers = MINUTES.offers
  act(() => core.changed.set(core.changed.get() + 1))
  await screen.findByText('two weeks', { exact: false })
  expect(asked).toEqual([{ minutes: MINUTES_ID, which: { from: 1, to: 2 } }])
})

test('a text that nobody changed is compared with nothing', async () => {
  const first = { ...JOINT, offers: JOINT.offers.slice(0, 1) }
  const core = new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }), 'joint-statement': () => first, 'joint-statement-diff': () => JOINT_DIFF })
  show_client(core, { path: `/joint-statements/${JOINT_ID}` })
  await screen.findByText('Joint statement on the holidays')
  expect(screen.queryByText('What changed')).toBeNull()
})
