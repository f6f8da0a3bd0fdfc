/** How a screen reads the core and acts through it. */
import { createContext, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react'

import { type Acted, type ActName, type Core, type CoreError, type CoreState, type Ready, type ViewName, as_core_error } from './core'
import type { Acts } from './acts'
import type { Observable } from './observable'
import type { Views } from './views'

const CoreContext = createContext<Core | null>(null)
export const CoreProvider = CoreContext.Provider

export function useCore(): Core {
  const core = useContext(CoreContext)
  if (core === null) throw new Error('no CoreProvider above')
  return core
}

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get)
}

export function useCoreState(): CoreState {
  return useObservable(useCore().state)
}

/** Who is signed in. Only below the shell, which shows itself to nobody else. */
export function useReady(): Ready {
  const state = useCoreState()
  if (state.at !== 'ready') throw new Error(`a screen of the desk while the core is ${state.at}`)
  return state
}

/** A view as it stands: the last answer stays while a newer one is fetched. */
export interface Viewed<T> {
  data: T | null
  error: CoreError | null
  loading: boolean
  again: () => void
}

/** Asks the core, and asks anew whenever something changed. Without arguments nothing is asked, nor awaited. */
export function useView<V extends ViewName>(view: V, args: Views[V]['args'] | null): Viewed<Views[V]['answer']> {
  const core = useCore()
  const changed = useObservable(core.changed)
  const [turn, setTurn] = useState(0)
  // Arguments are small plain values: their text tells whether they are the same.
  const key = JSON.stringify([view, args])
  const [held, setHeld] = useState<{ key: string; data: Views[V]['answer'] | null; error: CoreError | null }>({ key, data: null, error: null })

  useEffect(() => {
    if (args === null) return undefined
    let stale = false
    core.query(view, args).then(
      (data) => {
        if (!stale) setHeld({ key, data, error: null })
      },
      (thrown: unknown) => {
        if (!stale) setHeld((before) => ({ key, data: before.key === key ? before.data : null, error: as_core_error(thrown) }))
      },
    )
    return () => {
      stale = true
    }
    // `key` stands for view and args.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [core, changed, key, turn])

  const again = useCallback(() => setTurn((before) => before + 1), [])
  const fresh = held.key === key
  const data = fresh ? held.data : null
  const error = fresh ? held.error : null
  return { data, error, loading: args !== null && data === null && error === null, again }
}

export interface Acting<A extends ActName> {
  /** Resolves to what was done, or to null where it was refused; then `error` says why. */
  act: (args: Acts[A]) => Promise<Acted | null>
  busy: boolean
  error: CoreError | null
  clear: () => void
}

/** One act of a person: signed, posted, and told whether it worked. A second press while it runs does nothing. */
export function useAct<A extends ActName>(name: A): Acting<A> {
  const core = useCore()
  const running = useRef(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<CoreError | null>(null)

  const act = useCallback(
    async (args: Acts[A]) => {
      if (running.current) return null
      running.current = true
      setBusy(true)
      setError(null)
      try {
        return await core.act(name, args)
      } catch (thrown) {
        setError(as_core_error(thrown))
        return null
      } finally {
        running.current = false
        setBusy(false)
      }
    },
    [core, name],
  )
  const clear = useCallback(() => setError(null), [])
  return { act, busy, error, clear }
}
