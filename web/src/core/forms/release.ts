/** What a text for the public is made of, as `client::form` reads it. Moments are RFC 3339. */
import type { Occasion, ReleaseKind } from '../shapes/press'

export interface ReleaseForm {
  kind: ReleaseKind
  occasion: Occasion
  /** Contact, round, paper or track. */
  subject: string
  /** Of an answer: what was asked. */
  question: string | null
  office: string
  title: string
  text: string
  languages: string[]
  /** Nobody sees it before. */
  embargo: string | null
  facts: FactsForm
  promises: { by: string; office: string | null } | null
  /** What a correction or withdrawal is about: its name on the press site. */
  about: string | null
}

/** What a text claims of a contact; what is null it is silent about. */
export interface FactsForm {
  initiative_of: 'own' | 'other' | 'mutual' | null
  medium: 'phone-call' | 'videoconference' | null
  started: string | null
  duration_min: number | null
  public_part: 'none' | 'opening' | null
}
