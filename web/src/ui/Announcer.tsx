/** What was just done or came in: read out by screen readers, and seen for a while at the foot of the page. */
import { type ReactNode, createContext, useCallback, useContext, useMemo, useRef, useState } from 'react'

import { useText } from '../i18n/text'
import { Button } from './Button'
import './toast.css'

/** Long enough to be read twice. */
const SHOWN_MS = 12_000
const SHOWN_MAX = 3

interface Announce {
  /** Heard and seen. */
  tell: (words: string) => void
  /** Heard alone: what is seen on the page anyway. */
  say: (words: string) => void
  /** Heard at once, over what is being read. */
  interrupt: (words: string) => void
}

const AnnounceContext = createContext<Announce | null>(null)

export function useAnnounce(): Announce {
  const announce = useContext(AnnounceContext)
  if (announce === null) throw new Error('no AnnouncerProvider above')
  return announce
}

/** What is to be heard. The same words in another turn are other words: they are read again. */
interface Said {
  turn: number
  words: string
}

const NOTHING_SAID: Said = { turn: 0, words: '' }

function after(before: Said, words: string): Said {
  return { turn: before.turn + 1, words }
}

interface Toast {
  id: number
  words: string
}

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const text = useText()
  const [toasts, setToasts] = useState<Toast[]>([])
  const [said, setSaid] = useState(NOTHING_SAID)
  const [urgent, setUrgent] = useState(NOTHING_SAID)
  const next = useRef(0)

  const drop = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), [])
  const tell = useCallback(
    (words: string) => {
      const id = next.current++
      setToasts((before) => [...before, { id, words }].slice(-SHOWN_MAX))
      setTimeout(() => drop(id), SHOWN_MS)
    },
    [drop],
  )
  const announce = useMemo<Announce>(
    () => ({
      tell,
      say: (words) => setSaid((before) => after(before, words)),
      interrupt: (words) => setUrgent((before) => after(before, words)),
    }),
    [tell],
  )

  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="only-heard" aria-live="polite" data-live-announcer="true">
        <span key={said.turn}>{said.words}</span>
      </div>
      <div className="only-heard" aria-live="assertive" data-live-announcer="true">
        <span key={urgent.turn}>{urgent.words}</span>
      </div>
      <div className="toasts" role="status" aria-label={text('announcements')}>
        {toasts.map(({ id, words }) => (
          <div key={id} className="toast">
            <span>{words}</span>
            <Button onPress={() => drop(id)}>{text('close')}</Button>
          </div>
        ))}
      </div>
    </AnnounceContext>
  )
}
