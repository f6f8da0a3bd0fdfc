/** What may be done with a draft, how a claim stands, and in which order things are worked off. */
import type { FactsForm } from '../../core/forms/release'
import type { ConflictView, FactView, PressDraftView, PromiseItem, Stand } from '../../core/shapes/press'
import type { Tone } from '../../ui/Sign'

/** Facts of a contact that a text can claim. */
export const CONTACT_FACTS = ['initiative', 'medium', 'start', 'duration', 'public-part'] as const
export type ContactFact = (typeof CONTACT_FACTS)[number]

export const SILENT: FactsForm = { initiative_of: null, medium: null, started: null, duration_min: null, public_part: null }

/** What the text says of a fact; null: it is silent. */
export function claim_of(facts: FactsForm, fact: ContactFact): string | null {
  switch (fact) {
    case 'initiative':
      return facts.initiative_of
    case 'medium':
      return facts.medium
    case 'start':
      return facts.started
    case 'duration':
      return facts.duration_min === null ? null : String(facts.duration_min)
    case 'public-part':
      return facts.public_part
  }
}

export interface Checked {
  fact: ContactFact
  stand: Stand
  claimed: string | null
  signed: string | null
  /** What the other side says in public. */
  theirs: string | null
}

/** Each fact of a draft beside what was signed: confirmed only where something signed was compared with it. */
export function check(facts: FactsForm, conflicts: readonly ConflictView[] | null, known: readonly FactView[], own_side: string): Checked[] {
  return CONTACT_FACTS.map((fact) => {
    const claimed = claim_of(facts, fact)
    const row = known.find((one) => one.code === fact)
    const conflict = conflicts?.find((one) => one.fact === fact)
    const signed = conflict?.signed ?? row?.signed ?? null
    const theirs = row?.sides.find(({ side }) => side !== own_side)?.value ?? null
    return { fact, claimed, signed, theirs, stand: stand_of(claimed, conflict !== undefined, conflicts !== null && signed !== null) }
  })
}

function stand_of(claimed: string | null, contradicts: boolean, compared: boolean): Stand {
  if (claimed === null) return 'silent'
  if (contradicts) return 'disputed'
  return compared ? 'confirmed' : 'claimed'
}

export const STAND_TONES: Readonly<Record<Stand, Tone>> = { silent: 'plain', claimed: 'active', confirmed: 'good', disputed: 'bad' }

export type DraftStep = 'approve' | 'others-approve' | 'release'

/** Whoever wrote a text can't approve it. */
export function step_of(draft: PressDraftView, person: string): DraftStep {
  if (draft.approved_by !== null) return 'release'
  return draft.author === person ? 'others-approve' : 'approve'
}

/** A contradiction is released only with a second person's reason. */
export function wants_reason(draft: PressDraftView): boolean {
  return draft.conflicts.length > 0
}

const PROMISE_ORDER = { overdue: 0, due: 1, kept: 2 } as const

/** What is overdue first, the longest of it; what was kept last. */
export function by_urgency(promises: readonly PromiseItem[]): PromiseItem[] {
  return promises.toSorted((one, other) => PROMISE_ORDER[one.state] - PROMISE_ORDER[other.state] || one.by_unix_ms - other.by_unix_ms)
}

const STEP_ORDER = { approve: 0, release: 1, 'others-approve': 2 } as const

/** What this person can do something about comes first. */
export function by_step(drafts: readonly PressDraftView[], person: string): { draft: PressDraftView; step: DraftStep }[] {
  return drafts.map((draft) => ({ draft, step: step_of(draft, person) })).toSorted((one, other) => STEP_ORDER[one.step] - STEP_ORDER[other.step])
}

/** Drafts that stand: what is published isn't one any more, told by kind, subject and title. */
export function unreleased(drafts: readonly PressDraftView[], published: readonly { kind: string; contact: string; title: string }[]): PressDraftView[] {
  return drafts.filter((draft) => !published.some(({ kind, contact, title }) => kind === draft.kind && contact === draft.contact && title === draft.title))
}
