import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test } from 'vitest'

import type { Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import { Fault } from '../../core/fault'
import { type Permission, type RingBrowser, from_base64url, to_base64url } from '../../core/ring_browser'
import type { PushView } from '../../core/shapes/push'
import { signed_in } from '../../gallery/people'
import { show } from '../../testing'
import { AnnouncerProvider } from '../../ui/Announcer'
import { keep_rung } from './KeepRung'
import { RingClosed } from './RingClosed'
import { RingBrowserProvider } from './browser_context'
import { failed_of, standing_of } from './ring_closed_state'

const NODE: PushView = { key: 'BKey', services: ['push.example.org'], endpoint: null, registered_unix_ms: null, last_failed_unix_ms: null }
const REGISTERED: PushView = { ...NODE, endpoint: 'https://push.example.org/1', registered_unix_ms: 1 }
const HERE = { endpoint: 'https://push.example.org/1', key: 'BKey' }

test.each([
  ['nothing registered', NODE, 'granted', null, { at: 'off' }],
  ['both know it', REGISTERED, 'granted', HERE, { at: 'on', missed_unix_ms: null }],
  ['the last call failed', { ...REGISTERED, last_failed_unix_ms: 7 }, 'granted', HERE, { at: 'on', missed_unix_ms: 7 }],
  ['the last call failed and it is off', { ...REGISTERED, last_failed_unix_ms: 7 }, 'granted', null, { at: 'off' }],
  ['the node forgot it', NODE, 'granted', HERE, { at: 'off' }],
  ['the browser forgot it', REGISTERED, 'granted', null, { at: 'off' }],
  ['another address', REGISTERED, 'granted', { ...HERE, endpoint: 'https://push.example.org/2' }, { at: 'off' }],
  ['of an older key', REGISTERED, 'granted', { ...HERE, key: 'BOld' }, { at: 'off' }],
  ['permission was taken back', REGISTERED, 'default', HERE, { at: 'off' }],
  ['blocked', REGISTERED, 'denied', HERE, { at: 'blocked' }],
  ['the node sends nothing', { ...REGISTERED, key: null }, 'granted', HERE, { at: 'unfit', why: 'node-off' }],
  ['the node sends nothing and it is blocked', { ...NODE, key: null }, 'denied', null, { at: 'unfit', why: 'node-off' }],
] as const)('%s', (_what, node, permission, present, wanted) => {
  expect(standing_of({ ...node, services: [...node.services] }, permission, present)).toEqual(wanted)
})

test('a reason that has no words of its own has some', () => {
  expect(['push-unreachable', 'push-denied', 'push-service-unknown', 'node-unreachable', ''].map(failed_of)).toEqual(['push-unreachable', 'push-denied', 'push-service-unknown', 'other', 'other'])
})

test('keys go as base64url and come back', () => {
  const bytes = Uint8Array.from([4, 251, 255, 190, 0, 1])
  expect(to_base64url(bytes.buffer)).toBe('BPv_vgAB')
  expect([...from_base64url('BPv_vgAB')]).toEqual([...bytes])
  expect(to_base64url(null)).toBe('')
})

/** An invented browser and node. */
function shown(change: Partial<RingBrowser> = {}, roles: Role[] = ['principal'], node: Partial<PushView> = {}) {
  const done: string[] = []
  let present: { endpoint: string; key: string } | null = null
  let permission: Permission = 'default'
  let held: PushView = { ...NODE, ...node }
  const browser: RingBrowser = {
    lack: () => null,
    permission: () => permission,
    ask: () => {
      permission = 'granted'
      return Promise.resolve(permission)
    },
    present: () => Promise.resolve(present),
    subscribe: (key, language) => {
      done.push(`subscribe ${key} ${language}`)
      present = { endpoint: HERE.endpoint, key }
      return Promise.resolve({ endpoint: HERE.endpoint, p256dh: 'BPoint', auth: 'secret' })
    },
    unsubscribe: () => {
      done.push('unsubscribe')
      present = null
      return Promise.resolve()
    },
    clear: () => Promise.resolve(),
    ...change,
  }
  const core = new FakeCore(
    signed_in(roles),
    { push: () => held },
    {
      'register-push': ({ endpoint }) => {
        if (node.services?.length === 0) throw new Fault('push-service-unknown', '', '')
        held = { ...held, endpoint, registered_unix_ms: 1 }
        return { record: null, subject: null }
      },
      'forget-push': () => {
        held = { ...held, endpoint: null, registered_unix_ms: null }
        return { record: null, subject: null }
      },
    },
  )
  show(
    core,
    <RingBrowserProvider value={browser}>
      <AnnouncerProvider>
        <RingClosed />
      </AnnouncerProvider>
    </RingBrowserProvider>,
    { locale: 'fr' },
  )
  return { core, done }
}

const ON = 'M’appeler quand elle est fermée'

test('it is turned on, in the language of the person, and off again', async () => {
  const { core, done } = shown()
  await userEvent.click(await screen.findByText(ON))
  await userEvent.click(await screen.findByText('Ne plus m’appeler'))
  await screen.findByText(ON)
  expect(core.done).toEqual([
    { act: 'register-push', args: { endpoint: HERE.endpoint, p256dh: 'BPoint', auth: 'secret' } },
    { act: 'forget-push', args: {} },
  ])
  expect(done).toEqual(['subscribe BKey fr', 'unsubscribe'])
})

test('a push service that is out of reach is said in words, and nothing is registered', async () => {
  const { core } = shown({ subscribe: () => Promise.reject(new Fault('push-unreachable', '', '')) })
  await userEvent.click(await screen.findByText(ON))
  expect((await screen.findByRole('alert')).textContent).toContain('n’atteint pas le service')
  expect(core.done).toEqual([])
})

test('what the node refuses is taken back in the browser', async () => {
  const { done } = shown({}, ['duty-officer'], { services: [] })
  await userEvent.click(await screen.findByText(ON))
  expect((await screen.findByRole('alert')).textContent).toContain('n’envoie rien')
  expect(done).toEqual(['subscribe BKey fr', 'unsubscribe'])
})

test('who says no to the browser is told what to do', async () => {
  const { done } = shown({ ask: () => Promise.resolve('denied') })
  await userEvent.click(await screen.findByText(ON))
  await screen.findByText(/interdit à cette page/)
  expect(done).toEqual([])
})

test.each([
  ['insecure', 'https://'],
  ['no-push', 'Chromium'],
] as const)('a browser that is %s says why', async (lack, words) => {
  shown({ lack: () => lack })
  await screen.findByText((said) => said.includes('Impossible ici') && said.includes(words))
  expect(screen.queryByRole('button')).toBeNull()
})

test.each([
  [null, false],
  [Date.UTC(2026, 2, 1, 12), true],
])('that the last call failed at %s is said under it', async (last_failed_unix_ms, is_said) => {
  shown({ permission: () => 'granted', present: () => Promise.resolve(HERE) }, ['principal'], { ...REGISTERED, last_failed_unix_ms })
  await screen.findByText('Ne plus m’appeler')
  const said = screen.queryByText(/dernier appel n’est pas passé, le 1 mars.*, \d\d:\d\d.*gardez la page ouverte/)
  expect(said !== null).toBe(is_said)
})

test('it is offered to whoever is called, and to nobody else', async () => {
  shown({}, ['press-officer'])
  await waitFor(() => expect(screen.queryByRole('region')).toBeNull())
})

test.each([
  ['what both know stays', {}, REGISTERED, HERE, []],
  ['the node forgot it', {}, NODE, HERE, ['subscribe BKey fr', 'register-push']],
  ['the browser has another address', {}, REGISTERED, { ...HERE, endpoint: 'https://push.example.org/2' }, ['subscribe BKey fr', 'register-push']],
  ['the node has a new key', {}, { ...NODE, key: 'BNew' }, HERE, ['unsubscribe', 'subscribe BNew fr', 'register-push']],
  ['it was never turned on', {}, NODE, null, []],
  ['the node calls nobody', {}, { ...NODE, key: null }, HERE, []],
  ['permission was taken back', { permission: () => 'denied' }, NODE, HERE, []],
  ['the browser can’t', { lack: () => 'no-push' }, NODE, HERE, []],
] as const)('being rung is kept: %s', async (_what, change, node, present, wanted) => {
  const done: string[] = []
  const note = (what: string) => Promise.resolve(done.push(what)).then(() => undefined)
  const browser: RingBrowser = {
    lack: () => null,
    permission: () => 'granted',
    ask: () => Promise.reject(new Error('nobody is asked')),
    present: () => Promise.resolve(present),
    subscribe: (key, language) => note(`subscribe ${key} ${language}`).then(() => ({ endpoint: 'https://push.example.org/3', p256dh: 'B', auth: 'a' })),
    unsubscribe: () => note('unsubscribe'),
    clear: () => Promise.resolve(),
    ...change,
  }
  const core = new FakeCore(signed_in(['principal']), { push: () => ({ ...node, services: [...node.services] }) })
  core.deeds['register-push'] = (args) => {
    done.push('register-push')
    expect(args).toEqual({ endpoint: 'https://push.example.org/3', p256dh: 'B', auth: 'a' })
    return { record: null, subject: null }
  }
  expect(await keep_rung(core, browser, 'fr')).toBe(wanted.length > 0)
  expect(done).toEqual(wanted)
})
