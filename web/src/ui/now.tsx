/** What time it is, by the node's clock, to the minute. */
import { type ReactNode, createContext, useContext, useEffect, useMemo, useState } from 'react'

const MINUTE = 60_000

/** What has to be added to this machine's clock to have the node's; or a moment at which the clock stands. */
type Clock = { ahead_ms: number } | { stands_at: number }
const ClockContext = createContext<Clock>({ ahead_ms: 0 })

interface ClockProps {
  /** The node's clock, as it said last; absent: this machine's is as good. */
  node_unix_ms: number | null
  /** The clock stands, for pictures. */
  stands?: boolean
  children: ReactNode
}

export function ClockProvider({ node_unix_ms, stands = false, children }: ClockProps) {
  const clock = useMemo<Clock>(() => {
    if (node_unix_ms === null) return { ahead_ms: 0 }
    // Read once for each word of the node.
    // eslint-disable-next-line react-hooks/purity
    return stands ? { stands_at: node_unix_ms } : { ahead_ms: node_unix_ms - Date.now() }
  }, [node_unix_ms, stands])
  return <ClockContext value={clock}>{children}</ClockContext>
}

function read(clock: Clock): number {
  return 'stands_at' in clock ? clock.stands_at : Date.now() + clock.ahead_ms
}

/** By this machine's clock, which counts what the page itself saw begin; changes with each second. */
export function useSeconds(): number {
  const clock = useContext(ClockContext)
  const stands = 'stands_at' in clock ? clock.stands_at : null
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (stands !== null) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [stands])
  return stands ?? now
}

/** Changes with each minute. */
export function useNow(): number {
  const clock = useContext(ClockContext)
  const [, setMinute] = useState(0)
  useEffect(() => {
    if ('stands_at' in clock) return
    let timer: ReturnType<typeof setTimeout>
    const wait = () => {
      timer = setTimeout(tick, MINUTE - (read(clock) % MINUTE) + 20)
    }
    const tick = () => {
      setMinute(Math.floor(read(clock) / MINUTE))
      wait()
    }
    wait()
    return () => clearTimeout(timer)
  }, [clock])
  return read(clock)
}
