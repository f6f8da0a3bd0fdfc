/**
 * The worker that a browser wakes to show that somebody calls while the page is closed. Nothing else: it keeps
 * nothing, fetches nothing and stands between no page and the node, so that what is served is what runs.
 */
import { type Browser, type Page, type Words, called, language_of, pressed } from './notice'

/** Of the catalogues, put in when it is built (vite.ring_worker.ts). */
declare const RING_WORDS: Words

interface Woken extends Event {
  waitUntil(done: Promise<unknown>): void
}

interface Pushed extends Woken {
  readonly data: { text(): string } | null
}

interface Pressed extends Woken {
  readonly notification: Notification
}

/** What of a service worker's surroundings is used. */
interface Surroundings {
  readonly location: { readonly search: string }
  readonly registration: ServiceWorkerRegistration
  readonly clients: {
    matchAll(which: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>
    openWindow(url: string): Promise<unknown>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install', heard: (event: Woken) => void): void
  addEventListener(type: 'push', heard: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', heard: (event: Pressed) => void): void
}

const here = globalThis as unknown as Surroundings

const browser: Browser = {
  show: (title, options) => here.registration.showNotification(title, options),
  pages: () => here.clients.matchAll({ type: 'window', includeUncontrolled: true }),
  open: (url) => here.clients.openWindow(url),
}

const words: Words = RING_WORDS
const language = language_of(here.location.search, words)

// A newer one takes over at once: it holds nothing that could be lost.
here.addEventListener('install', (event) => event.waitUntil(here.skipWaiting()))

here.addEventListener('push', (event) => event.waitUntil(called(browser, event.data?.text() ?? null, language, words)))

here.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(pressed(browser))
})
