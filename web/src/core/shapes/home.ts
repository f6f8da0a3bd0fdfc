import type { LocalView } from './time'

export interface HomeView {
  /** The next contact that both agreed, or that is staged or running. */
  next: NextContact | null
  /** Whatever waits, the earliest due first. */
  matters: MatterView[]
}

export interface NextContact {
  contact: string
  phase: string
  medium: string
  start_unix_ms: number
  duration_min: number
  local: LocalView[]
  /** Whether this person may join now. */
  can_join: boolean
  /** Sides whose duty officer confirmed. */
  confirmed: string[]
}

/** Something that waits for a side. */
export interface MatterView {
  side: string
  /** It waits for the own side. */
  ours: boolean
  to_do: string
  noun: string
  subject: string
  /** Absent where this device can't read it. */
  title: string | null
  due_unix_ms: number | null
  local: LocalView[]
  overdue: boolean
}
