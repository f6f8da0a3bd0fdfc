import type { DaysView } from './generated/views'
import type { ContactList, ContactView } from './shapes/contact'
import type { ReportedMatter } from './shapes/report'
import type { ThreadView } from './shapes/thread'
import type { UnrecordedList } from './shapes/unrecorded'

/** What can be asked about contacts. */
export interface ContactViews {
  contact: { args: { contact: string }; answer: ContactView }
  contacts: { args: Record<string, never>; answer: ContactList }
  days: { args: { date: string; sides: { side: string; zone: string }[] }; answer: DaysView }
  'non-papers': { args: Record<string, never>; answer: UnrecordedList }
  'reported-matter': { args: { about: string }; answer: ReportedMatter }
  thread: { args: { contact: string }; answer: ThreadView }
  soundings: { args: Record<string, never>; answer: UnrecordedList }
}
