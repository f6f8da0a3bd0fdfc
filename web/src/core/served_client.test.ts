import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'

import { serving } from '../features/served_client/scenes'
import { FILES_MAX, REAL_SERVING, type Serving, look_at_client } from './served_client'
import { load_word_list } from './word_list'

const bytes = (text: string) => new TextEncoder().encode(text)
const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const SCRIPT = '/desk/assets/index-CkPq71xA.js'

/** States by address, what isn't the same alone. */
async function wrong(change: Partial<Serving>) {
  const { files, unlisted } = await look_at_client(serving(change))
  return { files: files.flatMap(({ address, state }) => (state === 'same' ? [] : [`${address} ${state}`])), unlisted }
}

test.each<[string, Partial<Serving>, string[], string[]]>([
  ['all as listed', {}, [], []],
  ['another script came', { served: (address) => Promise.resolve(bytes(address === SCRIPT ? 'evil' : address)) }, [`${SCRIPT} other`], []],
  ['a script is missing', { served: (address) => Promise.resolve(address === SCRIPT ? null : bytes(address)) }, [`${SCRIPT} missing`], []],
  ['kept as it is', { kept: (address) => Promise.resolve(bytes(address)) }, [], []],
  ['the browser has kept another script', { kept: (address) => Promise.resolve(address === SCRIPT ? bytes('evil') : null) }, [`${SCRIPT} kept-other`], []],
  ['an older page was kept: its name says nothing', { kept: (address) => Promise.resolve(address === '/desk/' ? bytes('older') : null) }, [], []],
  ['the page runs what is listed no more', { loaded: () => [SCRIPT, '/desk/assets/old-12345678.js', '/api/v1/side'] }, [], ['/desk/assets/old-12345678.js']],
])('%s', async (_name, change, files, unlisted) => {
  expect(await wrong(change)).toEqual({ files, unlisted })
})

test('the fingerprint is what sha256sum makes of the list, whatever its order', async () => {
  const listed = { '/desk/b.js': hash('/desk/b.js'), '/desk/': hash('/desk/'), '/desk/a.js': hash('/desk/a.js') }
  const { fingerprint } = await look_at_client(serving({ listed: () => Promise.resolve(listed) }))
  const lines = ['/desk/', '/desk/a.js', '/desk/b.js'].map((address) => `${hash(address)}  ${address}\n`)
  expect(fingerprint.sha256).toBe(hash(lines.join('')))
  expect(fingerprint.words).toHaveLength(12)
})

test('one letter that came otherwise makes another fingerprint, even where the node lists it so', async () => {
  const honest = await look_at_client(serving())
  const false_list = async () => ({ ...(await serving().listed()), [SCRIPT]: hash('evil') })
  const other = await look_at_client(serving({ listed: false_list, served: (address) => Promise.resolve(bytes(address === SCRIPT ? 'evil' : address)) }))
  expect(other.files.every(({ state }) => state === 'same')).toBe(true)
  expect(other.fingerprint.words).not.toEqual(honest.fingerprint.words)
})

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`/desk/${String(at)}`, hash(`/desk/${String(at)}`)]))
test.each([
  ['none', {}, 'client-list-odd'],
  ['one below the most', many(FILES_MAX - 1), null],
  ['the most', many(FILES_MAX), null],
  ['one above the most', many(FILES_MAX + 1), 'client-list-odd'],
  ['one that is not the client’s', { '/api/v1/side': '' }, 'client-list-odd'],
])('a list of files: %s', async (_name, listed, code) => {
  const looked = look_at_client(serving({ listed: () => Promise.resolve(listed) }))
  if (code === null) expect((await looked).files).toHaveLength(Object.keys(listed).length)
  else await expect(looked).rejects.toMatchObject({ code })
})

test('the words are those of BIP 39, taken from the top as the core takes them', async () => {
  const file = readFileSync(join(import.meta.dirname, 'bip39_english.txt'))
  // Of english.txt as that standard publishes it.
  expect(createHash('sha256').update(file).digest('hex')).toBe('2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda')
  const list = await load_word_list()
  // The rows of the core's own test, crates/identity/src/words.rs.
  expect(list.words_of(new Uint8Array(3), 2)).toEqual(['abandon', 'abandon'])
  expect(list.words_of(new Uint8Array(3).fill(0xff), 2)).toEqual(['zoo', 'zoo'])
  expect(list.words_of(new Uint8Array([0b0000_0000, 0b0010_0000, 0b0000_1000]), 2)).toEqual(['ability', 'able'])
})

afterEach(() => vi.unstubAllGlobals())

test.each([
  [429, 'node-unreachable'],
  [502, 'node-unreachable'],
  [503, 'node-unreachable'],
  // That there is no such file is an answer of the node, and a matter for an alarm.
  [404, null],
] as const)('a node, or what stands before it, that answers with %i: %s', async (status, code) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<!doctype html>', { status })))
  for (const asked of [REAL_SERVING.served(SCRIPT), REAL_SERVING.kept(SCRIPT)]) {
    if (code === null) expect(await asked).toBeNull()
    else await expect(asked).rejects.toMatchObject({ code })
  }
  if (code === null) expect(await REAL_SERVING.listed()).toEqual({})
  else await expect(REAL_SERVING.listed()).rejects.toMatchObject({ code })
})
