import { useCallback, useEffect, useState } from 'react'

import { as_core_error } from '../../core/core'
import { useCore, useView } from '../../core/hooks'
import type { Lack, Permission, Subscribed } from '../../core/ring_browser'
import type { PushView } from '../../core/shapes/push'
import { useLanguage } from '../../i18n/text'
import { useRingBrowser } from './browser_context'
import { type Failed, type Standing, failed_of, standing_of } from './ring_closed_state'

const NOTHING: Record<string, never> = {}

type Doing = 'nothing' | 'asking' | 'working'

export interface RingClosed {
  /** Nothing until node and browser were asked. */
  standing: Standing | null
  doing: Doing
  failed: Failed | null
  /** Whether it is on by then. */
  turn_on: () => Promise<boolean>
  turn_off: () => Promise<boolean>
}

export function useRingClosed(): RingClosed {
  const core = useCore()
  const browser = useRingBrowser()
  const { locale } = useLanguage()
  const node = useView('push', NOTHING)
  const [lack] = useState(() => browser.lack())
  const [permission, setPermission] = useState<Permission>(() => (lack === null ? browser.permission() : 'default'))
  const [present, setPresent] = useState<Subscribed | null | undefined>(lack === null ? undefined : null)
  const [doing, setDoing] = useState<Doing>('nothing')
  const [failed, setFailed] = useState<Failed | null>(null)
  const node_again = node.again

  useEffect(() => {
    let gone = false
    if (lack === null) {
      browser.present().then(
        (found) => {
          if (!gone) setPresent(found)
        },
        () => {
          if (!gone) setPresent(null)
        },
      )
    }
    return () => {
      gone = true
    }
  }, [browser, lack])

  const key = node.data?.key ?? null

  /** Does it, then asks both anew. */
  const work = useCallback(
    async (what: () => Promise<void>, failed_as: (code: string) => Failed) => {
      setDoing('working')
      setFailed(null)
      let done = true
      try {
        await what()
      } catch (thrown) {
        setFailed(failed_as(as_core_error(thrown).code))
        done = false
      }
      setPresent(await browser.present().catch(() => null))
      node_again()
      setDoing('nothing')
      return done
    },
    [browser, node_again],
  )

  const turn_on = useCallback(async () => {
    if (key === null) return false
    setDoing('asking')
    // One that doesn't ask has said no.
    const answer = await browser.ask().catch(() => browser.permission())
    setPermission(answer)
    if (answer !== 'granted') {
      setDoing('nothing')
      return false
    }
    return await work(async () => {
      const made = await browser.subscribe(key, locale)
      try {
        await core.act('register-push', { endpoint: made.endpoint, p256dh: made.p256dh, auth: made.auth })
      } catch (thrown) {
        // What the node doesn't know calls nobody.
        await browser.unsubscribe()
        throw thrown
      }
    }, failed_of)
  }, [browser, core, key, locale, work])

  const turn_off = useCallback(
    () =>
      work(async () => {
        await core.act('forget-push', {})
        await browser.unsubscribe()
      }, () => 'off'),
    [browser, core, work],
  )

  return { standing: stands(node.data, lack, permission, present), doing, failed, turn_on, turn_off }
}

/** Nothing until both were asked; what the browser lacks is known without asking. */
function stands(node: PushView | null, lack: Lack | null, permission: Permission, present: Subscribed | null | undefined): Standing | null {
  if (lack !== null) return { at: 'unfit', why: lack }
  return node === null || present === undefined ? null : standing_of(node, permission, present)
}
