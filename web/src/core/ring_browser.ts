/** What the browser does for being rung while the page is closed: permission, push service, and the worker that it wakes. */
import { Fault } from './fault'
import { RING_WORKER, trusted } from './trusted'

const SCOPE = '/desk/'

/** Where a push service reaches this browser. Both keys are base64url without padding. */
export interface Subscription {
  endpoint: string
  p256dh: string
  auth: string
}

/** What stands now. `key` is the node's that it was made for. */
export interface Subscribed {
  endpoint: string
  key: string | null
}

export type Lack = 'insecure' | 'no-push'
export type Permission = 'default' | 'granted' | 'denied'

export interface RingBrowser {
  lack(): Lack | null
  permission(): Permission
  ask(): Promise<Permission>
  present(): Promise<Subscribed | null>
  /** Rejects with a `Fault` where the browser's push service isn't reached, or says no. */
  subscribe(key: string, language: string): Promise<Subscription>
  unsubscribe(): Promise<void>
  /** What was shown while the page was closed: whoever opened it knows. */
  clear(): Promise<void>
}

export function to_base64url(bytes: ArrayBuffer | null): string {
  if (bytes === null) return ''
  const text = String.fromCharCode(...new Uint8Array(bytes))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

export function from_base64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (char) => char.charCodeAt(0))
}

async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined
  return await navigator.serviceWorker.getRegistration(SCOPE)
}

async function active(language: string): Promise<ServiceWorkerRegistration> {
  const url = trusted(`${RING_WORKER}?language=${language}`)
  await navigator.serviceWorker.register(url, { scope: SCOPE, updateViaCache: 'none' })
  return await navigator.serviceWorker.ready
}

/** Why a browser gave no address: its push service isn't reached, or the person or a policy said no. */
function refused(thrown: unknown): Fault {
  const name = thrown instanceof DOMException ? thrown.name : ''
  if (name === 'NotAllowedError') return new Fault('push-denied', '', '')
  return new Fault('push-unreachable', '', '')
}

export const REAL_RING_BROWSER: RingBrowser = {
  lack() {
    if (!globalThis.isSecureContext) return 'insecure'
    const can = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
    return can ? null : 'no-push'
  },
  permission: () => Notification.permission,
  ask: () => Notification.requestPermission(),
  async present() {
    const standing = await (await registered())?.pushManager.getSubscription()
    if (standing === undefined || standing === null) return null
    const key = standing.options.applicationServerKey
    return { endpoint: standing.endpoint, key: key === null ? null : to_base64url(key) }
  },
  async subscribe(key, language) {
    try {
      const { pushManager } = await active(language)
      // Of another key, such as before the node had a new one: it would refuse this one.
      await (await pushManager.getSubscription())?.unsubscribe()
      const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: from_base64url(key) })
      return { endpoint: made.endpoint, p256dh: to_base64url(made.getKey('p256dh')), auth: to_base64url(made.getKey('auth')) }
    } catch (thrown) {
      await (await registered())?.unregister()
      throw refused(thrown)
    }
  },
  async unsubscribe() {
    const registration = await registered()
    await (await registration?.pushManager.getSubscription())?.unsubscribe()
    await registration?.unregister()
  },
  async clear() {
    const shown = await (await registered())?.getNotifications()
    for (const notice of shown ?? []) notice.close()
  },
}
