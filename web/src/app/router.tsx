/** Where the person is, over the History API, below the base of the page. */
import { type ReactNode, createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { RouterProvider as AriaRouter } from 'react-aria-components'

import { mark_move } from '../ui/arrival'

/** Without its last slash: `/desk`. */
const BASE = import.meta.env.BASE_URL.replace(/\/$/, '')

/** Parameters of a path: `/contacts/:contact` gives `contact`. */
export type Params = Record<string, string>

export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/')
  const found = path.split('/')
  if (wanted.length !== found.length) return null
  const params: Params = {}
  for (const [at, part] of wanted.entries()) {
    const given = found[at] ?? ''
    if (part.startsWith(':')) {
      if (given === '') return null
      params[part.slice(1)] = decoded(given)
    } else if (part !== given) return null
  }
  return params
}

/** A foreign address may hold broken escapes: those stay as they are. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path below the base, without a last slash; `/` for the first page. */
export function path_of(pathname: string, base = BASE): string {
  const below = pathname.startsWith(base) ? pathname.slice(base.length) : pathname
  return `/${below.split('/').filter((part) => part !== '').join('/')}`
}

interface Place {
  path: string
  go: (path: string) => void
}

const PlaceContext = createContext<Place | null>(null)
const MOVED = 'detente-moved'

function subscribe(listener: () => void): () => void {
  const moved = () => {
    mark_move()
    listener()
  }
  window.addEventListener('popstate', moved)
  window.addEventListener(MOVED, moved)
  return () => {
    window.removeEventListener('popstate', moved)
    window.removeEventListener(MOVED, moved)
  }
}

export function PlaceProvider({ children }: { children: ReactNode }) {
  const path = useSyncExternalStore(subscribe, () => path_of(window.location.pathname))
  const go = useCallback((to: string) => {
    if (path_of(BASE + to) === path_of(window.location.pathname)) return
    window.history.pushState(null, '', BASE + to)
    window.dispatchEvent(new Event(MOVED))
  }, [])
  const place = useMemo(() => ({ path, go }), [path, go])
  return (
    <AriaRouter navigate={go} useHref={(to) => (to.startsWith('/') ? BASE + to : to)}>
      <PlaceContext value={place}>{children}</PlaceContext>
    </AriaRouter>
  )
}

/** A place that whoever renders it keeps: for tests and the gallery. */
export function FixedPlace({ path, go: set_path, children }: Place & { children: ReactNode }) {
  const go = useCallback(
    (to: string) => {
      mark_move()
      set_path(to)
    },
    [set_path],
  )
  const place = useMemo(() => ({ path, go }), [path, go])
  return (
    <AriaRouter navigate={go} useHref={(to) => (to.startsWith('/') ? BASE + to : to)}>
      <PlaceContext value={place}>{children}</PlaceContext>
    </AriaRouter>
  )
}

export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (place === null) throw new Error('no PlaceProvider above')
  return place
}
