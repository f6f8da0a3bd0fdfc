import { useEffect } from 'react'

import { useCore, useReady } from '../../core/hooks'
import type { Core } from '../../core/core'
import type { RingBrowser } from '../../core/ring_browser'
import { useLanguage } from '../../i18n/text'
import { useRingBrowser } from './browser_context'

/**
 * Whoever turned it on relies on it: where the node forgot this browser, made itself a new key, or the browser got another
 * address, they are told anew.
 */
export function KeepRung() {
  const core = useCore()
  const browser = useRingBrowser()
  const { locale } = useLanguage()
  const { roles } = useReady()
  const may = roles.includes('principal') || roles.includes('duty-officer')
  useEffect(() => {
    // Where it can't be done now, the device test says that it is off.
    if (may) keep_rung(core, browser, locale).catch(() => undefined)
  }, [core, browser, locale, may])
  return null
}

/** Gives whether anything had to be said. */
export async function keep_rung(core: Pick<Core, 'query' | 'act'>, browser: RingBrowser, locale: string): Promise<boolean> {
  if (browser.lack() !== null || browser.permission() !== 'granted') return false
  // Turned off, or never on.
  const present = await browser.present()
  if (present === null) return false
  const { key, endpoint } = await core.query('push', {})
  if (key === null || (present.key === key && present.endpoint === endpoint)) return false
  // A browser gives no address for a second key.
  if (present.key !== key) await browser.unsubscribe()
  const made = await browser.subscribe(key, locale)
  await core.act('register-push', { endpoint: made.endpoint, p256dh: made.p256dh, auth: made.auth })
  return true
}
