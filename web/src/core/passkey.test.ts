import { afterEach, expect, test, vi } from 'vitest'

import { PagePasskeys } from './page_passkeys'
import { fault_of, make_passkey, show_passkey } from './passkey'
import type { Ask } from './rpc'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['NotAllowedError', false, true, 'passkey-cancelled'],
  ['NotAllowedError', true, true, 'passkey-timeout'],
  ['NotAllowedError', true, false, 'passkey-timeout'],
  ['NotAllowedError', false, false, 'passkey-none'],
  ['InvalidStateError', false, true, 'passkey-known'],
  ['ConstraintError', false, true, 'passkey-unfit'],
  ['NotSupportedError', false, true, 'passkey-unfit'],
  ['SecurityError', false, true, 'passkey-unsupported'],
  ['UnknownError', false, true, 'passkey-failed'],
])('%s, late %s, verifying %s: %s', (name, late, can_verify, wanted) => {
  expect(fault_of(new DOMException('', name), late, can_verify).code).toBe(wanted)
})

/** A browser whose authenticator answers so. */
function browser(answer: () => Promise<unknown>) {
  const asked: unknown[] = []
  const ask = (options: unknown) => {
    asked.push(options)
    return answer()
  }
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: (options: object) => ({ ...options, parsed: 'to make' }),
    parseRequestOptionsFromJSON: (options: object) => ({ ...options, parsed: 'to show' }),
    isUserVerifyingPlatformAuthenticatorAvailable: () => Promise.resolve(true),
  })
  vi.stubGlobal('navigator', { credentials: { create: ask, get: ask } })
  return asked
}

test('what the authenticator says goes on as it is', async () => {
  const asked = browser(() => Promise.resolve({ toJSON: () => ({ id: 'one' }) }))
  expect(await make_passkey('{"timeout":180000}')).toBe('{"id":"one"}')
  expect(await show_passkey('{"timeout":180000}')).toBe('{"id":"one"}')
  expect(asked).toEqual([{ publicKey: { timeout: 180_000, parsed: 'to make' } }, { publicKey: { timeout: 180_000, parsed: 'to show' } }])
})

test('a browser without passkeys says so before anything is asked', async () => {
  vi.stubGlobal('PublicKeyCredential', undefined)
  await expect(show_passkey('{}')).rejects.toMatchObject({ code: 'passkey-unsupported' })
})

test.each([
  ['by the key alone', null, { passkey: null }],
  ['with the passkey', '{"timeout":1000}', { passkey: '{"id":"one"}' }],
])('signing in %s', async (_how, options, args) => {
  browser(() => Promise.resolve({ toJSON: () => ({ id: 'one' }) }))
  const asks: Ask[] = []
  const page = new PagePasskeys((ask) => {
    asks.push(ask)
    return Promise.resolve(ask.ask === 'passkey-wanted' ? options : null)
  })
  await page.sign_in()
  expect(asks).toEqual([{ ask: 'passkey-wanted' }, { ask: 'act', act: 'sign-in', args }])
})

test('what was cancelled signs nobody in and registers nothing', async () => {
  browser(() => Promise.reject(new DOMException('', 'NotAllowedError')))
  const asks: string[] = []
  const page = new PagePasskeys((ask) => {
    asks.push(ask.ask)
    return Promise.resolve('{"timeout":1000}')
  })
  await expect(page.sign_in()).rejects.toMatchObject({ code: 'passkey-cancelled' })
  await expect(page.register()).rejects.toMatchObject({ code: 'passkey-cancelled' })
  expect(asks).toEqual(['passkey-wanted', 'passkey-options'])
})
