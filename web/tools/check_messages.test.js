import { expect, test } from 'vitest'

import { faults } from './check_messages.js'

const SOURCE = { 'a.tsx': "useText(); text('one', { n })" }

/** @param {Partial<Record<'en' | 'fr' | 'ru', string>>} texts @param {Record<string, string>} sources */
function check(texts, sources = SOURCE) {
  const whole = { en: 'one = { $n } one\n', fr: 'one = { $n } un\n', ru: 'one = { $n } один\n', ...texts }
  return faults({ en: { 'a.ftl': whole.en }, fr: { 'a.ftl': whole.fr }, ru: { 'a.ftl': whole.ru } }, sources)
}

test.each([
  ['whole', {}, undefined, []],
  ['missing in one language', { ru: '' }, undefined, ['ru: lacks one']],
  ['another variable', { fr: 'one = { $m } un\n' }, undefined, ['one: fr has { m }, en has { n }']],
  ['twice', { en: 'one = { $n }\none = { $n }\n' }, undefined, ['en/a.ftl: one stands twice']],
  ['unreadable', { fr: 'one = { $n } un\ntwo = {\n' }, undefined, ["fr/a.ftl: can't be read: two = {"]],
  ['unused', {}, { 'a.tsx': '' }, ['one: nobody asks for it']],
  ['asked for and nowhere', {}, { 'a.tsx': "useText(); text('one'); text('none-such')" }, ['a.tsx: asks for none-such, which no catalogue has']],
])('%s', (_name, texts, sources, wanted) => {
  expect(check(texts, sources)).toEqual(wanted)
})

test('the beginning of an id that a template makes uses all that begin so', () => {
  const text = 'phase-agreed = x\nphase-ended = y\n'
  expect(check({ en: text, fr: text, ru: text }, { 'a.tsx': 'text(`phase-${phase}`)' })).toEqual([])
})
