import { createContext, useContext } from 'react'

import { REAL_SERVING, type Serving } from '../../core/served_client'

const ServingContext = createContext<Serving>(REAL_SERVING)
/** For the gallery and tests: an invented node and browser. */
export const ServingProvider = ServingContext.Provider

export function useServing(): Serving {
  return useContext(ServingContext)
}
