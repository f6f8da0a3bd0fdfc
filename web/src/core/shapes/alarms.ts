import type { LocalView } from './time'

export interface AlarmsView {
  alarms: AlarmView[]
}

/** A FLASH message that nobody acknowledged. */
export interface AlarmView {
  message: string
  from: string
  since_unix_ms: number
  local: LocalView[]
  /** Absent where this device can't read it. */
  title: string | null
}
