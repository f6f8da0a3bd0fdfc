import { useEffect } from 'react'

import { useRingBrowser } from './browser_context'

/** Whoever opened the page has seen that somebody called: what says so is taken away. */
export function ClearNotices() {
  const browser = useRingBrowser()
  useEffect(() => {
    if (browser.lack() === null) browser.clear().catch(() => undefined)
  }, [browser])
  return null
}
