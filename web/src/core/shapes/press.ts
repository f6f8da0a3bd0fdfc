/** The press desk: structs of the command line's `press_view`, `facts` and `line_to_take`, and `wire`'s of the press. */

export const KINDS = [
  'statement',
  'announcement',
  'readout',
  'answer',
  'holding-line',
  'correction',
  'withdrawal',
  'joint-statement',
] as const
export type ReleaseKind = (typeof KINDS)[number]

export const OCCASIONS = ['briefing', 'answer', 'release', 'interview'] as const
export type Occasion = (typeof OCCASIONS)[number]

export interface PressView {
  drafts: PressDraftView[]
  published: PressItem[]
  promises: PromiseItem[]
}

export interface PressDraftView {
  draft: string
  kind: ReleaseKind
  contact: string
  title: string
  office: string
  occasion: Occasion
  text: string
  author: string
  approved_by: string | null
  embargo_unix_ms: number | null
  promises_by_unix_ms: number | null
  promises_from: string | null
  about: string | null
  topic: string
  party: string | null
  question: string | null
  picture: string | null
  picture_source: string | null
  claims: string[]
  compared: boolean
  conflicts: ConflictView[]
  position: PositionView | null
  contradiction_reason: string | null
}

export interface ConflictView {
  fact: string
  claimed: string
  signed: string
}

export interface PositionView {
  of: string[]
  common_line: string
  beside: { coalition: string; record: string; about: string; common_line: string; standing: string }[]
  sealed: number
}

export interface PressItem {
  name: string
  kind: ReleaseKind
  title: string
  office: string
  contact: string
  topic: string
  published_unix_ms: number
  url: string
  about: string | null
  notices: string[]
}

export interface PromiseItem {
  contact: string
  statement: string
  by_unix_ms: number
  office: string | null
  state: 'due' | 'overdue' | 'kept'
}

export type Stand = 'silent' | 'claimed' | 'confirmed' | 'disputed'

export interface FactsView {
  subject: string
  noun: string
  facts: FactView[]
}

export interface FactView {
  about: string
  /** `initiative`, `medium`, `start` and so on; in words as `fact`. */
  code: string
  fact: string
  signed: string | null
  sides: FactSideView[]
  difference: 'same' | 'differs' | 'one-side' | null
}

export interface FactSideView {
  side: string
  stand: Stand
  value: string | null
  statement: string | null
  office: string | null
  url: string | null
}

export interface ComparedView {
  subject: string
  texts: PublicTextView[]
  facts: FactView[]
  differing: number
}

export interface PublicTextView {
  side: string
  name: string
  kind: ReleaseKind
  office: string
  title: string
  released_unix_ms: number
  url: string
}

/** Claims beside what was signed, before anything is kept. */
export interface FactCheckView {
  compared: boolean
  conflicts: ConflictView[]
}

export interface LinesView {
  lines: LineToTakeView[]
}

/** `EntryView` with the line's own fields beside it. */
export interface LineToTakeView {
  record: string
  about: string
  author: string
  at_unix_ms: number
  instead_of: string[]
  stands: boolean
  public: boolean
  text: string
  if_asked: string | null
  approved_by: string | null
}

/** What texts can be about, with a name that this device can read. */
export type { PressSubjectsView } from '../generated/views'

/** The key under which releases are signed. */
export interface PressKeyView {
  /** As the side's credentials name it: sixteen hex digits. */
  key_id: string
}
