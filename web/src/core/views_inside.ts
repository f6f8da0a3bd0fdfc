import type { AccessList, CardList, CoalitionView, ConsultationList, MandateList, RecordLine, RecordView, TaskList } from './generated/views'

interface Entries<T> {
  entries: T[]
}

/** What can be asked about what never leaves the own side. `history`: also what others took the place of. */
export interface InsideViews {
  tasks: { args: { history: boolean }; answer: TaskList }
  consultations: { args: { history: boolean }; answer: ConsultationList }
  mandates: { args: { round: string | null; history: boolean }; answer: MandateList }
  'briefing-cards': { args: { history: boolean }; answer: CardList }
  coalitions: { args: { history: boolean }; answer: Entries<CoalitionView> }
  'records-of-contact': { args: Record<string, never>; answer: Entries<RecordLine> }
  /** With its words: only where this device's line stands in the access log. */
  'record-of-contact': { args: { note: string }; answer: RecordView }
  /** Who opened what: of one record, or of all that this person may follow. */
  'record-access': { args: { note: string | null }; answer: AccessList }
}
