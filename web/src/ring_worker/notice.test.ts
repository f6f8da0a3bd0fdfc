import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { LOCALES } from '../i18n/locales'
import { type Browser, called, language_of, pressed } from './notice'
import { words_of } from './words_of'

const WORDS = words_of(Object.fromEntries(LOCALES.map((locale) => [locale, readFileSync(join(import.meta.dirname, '..', 'messages', locale, 'ring_closed.ftl'), 'utf8')])))

function browser(pages: string[] = []) {
  const done: unknown[] = []
  const here: Browser = {
    show: (title, { body, tag, requireInteraction }) => {
      done.push({ title, body, tag, requireInteraction })
      return Promise.resolve()
    },
    pages: () => Promise.resolve(pages.map((path) => ({ url: `https://desk.north.example${path}`, focus: () => Promise.resolve(done.push(`focus ${path}`)) }))),
    open: (url) => Promise.resolve(done.push(`open ${url}`)),
  }
  return { here, done }
}

test.each([
  ['ring            ', 'en', 'You are being called. Open the desk to answer.'],
  ['ring', 'fr', 'On vous appelle. Ouvrez le bureau pour répondre.'],
  ['duty            ', 'ru', 'Ждут дежурного. Откройте рабочее место сейчас.'],
  ['duty', 'en', 'The duty desk is wanted. Open it now.'],
  // A browser that is woken and shows nothing shows something of its own.
  ['North calls South', 'en', 'You are being called. Open the desk to answer.'],
  ['', 'en', 'You are being called. Open the desk to answer.'],
  [null, 'en', 'You are being called. Open the desk to answer.'],
] as const)('woken with %j in %s', async (text, language, body) => {
  const { here, done } = browser()
  await called(here, text, language, WORDS)
  expect(done).toEqual([{ title: 'Détente', body, tag: 'detente-called', requireInteraction: true }])
})

test.each([
  ['?language=ru', 'ru'],
  ['?language=fr', 'fr'],
  ['?language=de', 'en'],
  ['?language=__proto__', 'en'],
  ['', 'en'],
])('the language of %j is %s', (search, wanted) => {
  expect(language_of(search, WORDS)).toBe(wanted)
})

test.each([
  [['/desk/contacts', '/desk/'], 'focus /desk/contacts'],
  // The press site is at the same address, and isn't a desk.
  [['/', '/en/archive', '/desk/'], 'focus /desk/'],
  [['/archive'], 'open /desk/'],
  [['/desktop'], 'open /desk/'],
  [[], 'open /desk/'],
])('pressing it while %j are open: %s', async (open, wanted) => {
  const { here, done } = browser(open)
  await pressed(here)
  expect(done).toEqual([wanted])
})
