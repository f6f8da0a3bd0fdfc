import type { LocalView } from './time'

export interface SilenceList {
  procedures: SilenceLine[]
}

export interface SilenceLine {
  silence: string
  state: string
  consent: boolean
  by: string
  expires_unix_ms: number
  title: string | null
}

interface LogMoment {
  side: string
  seq: number
  node_unix_ms: number
}

interface SilenceSaid {
  at: LogMoment
  person: string
  reason: string | null
}

export interface SilenceView {
  silence: string
  /** `running`, `broken`, `adopted`, `unproved`, `missed`, `withdrawn`. */
  state: string
  consent: boolean
  by: string
  /** Whose silence it is about. */
  other: string
  expires_unix_ms: number
  local: LocalView[]
  read_otherwise: string[]
  title: string | null
  text: string | null
  delivered: LogMoment | null
  objection: SilenceSaid | null
  withdrawn: SilenceSaid | null
  proof: LogMoment | null
  without_effect: string[]
  meaning: string
}
