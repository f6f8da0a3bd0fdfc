/** `ShiftListView` of the command line. */
export interface ShiftListView {
  shifts: ShiftView[]
  /** In the order in which they are called. */
  on_duty: string[]
}

export interface ShiftView {
  person: string
  from_unix_ms: number
  until_unix_ms: number
  on_duty: boolean
}

/** What one shift leaves to the next; never outside the side. */
export interface HandOverView {
  /** The newest first. */
  notes: HandOverNote[]
}

export interface HandOverNote {
  record: string
  author: string
  at_unix_ms: number
  text: string
}
