/** What a counterpart is reported to have done: the own side's word alone, never signed, never agreed. */
export interface ReportedView {
  status: string
  record: string
  about: string
  author: string
  at_unix_ms: number
  instead_of: string[]
  stands: boolean
  public: boolean
  /** `proposal`, `acceptance`, `decline`, … */
  act: string
  of: string
  told_by: string
  source: string
  heard: string
  heard_unix_ms: number
  what: string
  text: string
  date: DateView | null
}

export interface DateView {
  start_unix_ms: number
  starts: string
  zone: string
  civil: string
}

/** A matter known from reports alone, in a list. */
export interface ReportedLine extends ReportedView {
  reports: number
  last_date: DateView | null
}

export interface ReportedMatter {
  about: string
  status: string
  agreed: null
  reports: ReportedView[]
}
