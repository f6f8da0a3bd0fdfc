/** Soundings and non-papers of the other side: unsigned, in no log, forgotten by themselves. */
export interface UnrecordedList {
  items: UnrecordedView[]
}

export interface UnrecordedView {
  kind: string
  id: string
  expires_unix_ms: number
  /** Whose line brought it: nobody signed it. */
  from: string
  signed: boolean
  title: string
  language: string
  answers: string | null
  /** Absent where this device can't open it. */
  text: string | null
}
