/** `CallSheet` of the command line: what lies beside the telephone. */

export interface CallSheetView {
  contact: string
  phase: string
  agreed: boolean
  signed_under: string | null
  banners: { headline: string; why: string }[]
  /** RFC 3339, UTC, as all that follow. */
  printed: string
  starts: string
  ends: string
  duration_min: number
  medium: string
  public_part: string
  times: SheetTimeView[]
  clock_changes: { side: string; zone: string; at: string; text: string }[]
  terms: { initiative: string; languages: string[]; format: string; tz_version: string } | null
  /** Absent where they are sealed to others. */
  participants: { side: string; role: string; name: string }[] | null
  held_outside: boolean
  duty: { side: string; accredited: { person: string; device: string; name: string | null }[]; confirmed: boolean }[]
  duty_named: string[]
  order: SheetStepView[]
  fallback: string[]
  when_down: string[]
}

export interface SheetTimeView {
  side: string
  zone: string
  weekday: string
  date: string
  starts: string
  offset: string
  end_date: string
  ends: string
  end_offset: string
}

export interface SheetStepView {
  at: string
  /** `23:20 North`, for both sides. */
  local: string[]
  what: string
}
