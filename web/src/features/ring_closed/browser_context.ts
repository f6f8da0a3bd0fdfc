import { createContext, useContext } from 'react'

import { REAL_RING_BROWSER, type RingBrowser } from '../../core/ring_browser'

const RingBrowserContext = createContext<RingBrowser>(REAL_RING_BROWSER)
/** For the gallery and tests: an invented browser. */
export const RingBrowserProvider = RingBrowserContext.Provider

export function useRingBrowser(): RingBrowser {
  return useContext(RingBrowserContext)
}
