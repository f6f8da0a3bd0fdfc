/** What a contact is made of, as `client::form` reads it. */
export type Reading = 'earlier' | 'later'
export type Medium = 'phone-call' | 'videoconference'
export type PublicPart = 'none' | 'opening'
export type Initiative = 'unstated' | 'proposer' | 'recipient' | 'mutual'
export type Format = 'no-interpreters' | 'consecutive'

/** What clocks in a zone show; or a moment, RFC 3339. */
export type When = string | { civil: string; zone: string; overlap?: Reading | null }

export interface MoreTerms {
  public_part?: PublicPart | null
  initiative?: Initiative | null
  languages?: string[]
  format?: Format | null
  voice_depth?: number | null
  answer_by?: When | null
}

export interface AgendaForm {
  /** New items; none, and nothing carried over: as it stands. */
  items?: string[]
  /** The open items of an earlier contact. */
  carry_over?: string | null
  participants?: ParticipantForm[]
  reason?: string | null
}

export interface ParticipantForm {
  own: boolean
  role: string
  name: string
}

export interface ContactForm {
  start: string
  zone: string
  other_zone: string
  overlap?: Reading | null
  duration_min: number
  medium: Medium
  more: MoreTerms
  agenda: AgendaForm
}

export interface CounterForm {
  start?: string | null
  zone?: string | null
  other_zone?: string | null
  overlap?: Reading | null
  duration_min?: number | null
  medium?: Medium | null
  more: MoreTerms
  agenda: AgendaForm
}

export interface HeldOutsideForm {
  start: string
  zone: string
  overlap?: Reading | null
  duration_min: number
  medium: Medium
  public_part?: PublicPart | null
  items: { title: string; state: 'open' | 'closed' }[]
  reason?: string | null
}

export interface ReportForm {
  act: string
  of: string
  told_by: string
  source: string
  heard: When
  what: string
  text: string
  /** A date that was named, as clocks in its zone show it. */
  date?: { start: string; zone: string; overlap?: Reading | null } | null
}

export interface UnrecordedForm {
  title?: string | null
  text: string
  languages: string[]
  /** Two days from now, unless said. */
  expires?: When | null
  answers?: string | null
}
