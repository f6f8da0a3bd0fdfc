import { createContext, useContext } from 'react'

import { type Bench, REAL_BENCH } from '../../core/bench'

const BenchContext = createContext<Bench>(REAL_BENCH)
/** For the gallery and tests: an invented browser. */
export const BenchProvider = BenchContext.Provider

export function useBench(): Bench {
  return useContext(BenchContext)
}
