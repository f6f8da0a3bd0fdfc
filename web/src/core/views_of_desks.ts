/** What the duty, press and administrator's desks and messages ask of the core. */
import type { FactsForm } from './forms/release'
import type {
  CalendarLinkView,
  LineDetailView,
  LogName,
  LogPageView,
  MailView,
  OpenSessionsView,
  PasskeysView,
  RequestView,
} from './shapes/administration'
import type { CapitalsView } from './shapes/capitals'
import type { CallSheetView } from './shapes/call_sheet'
import type { Channel, MessageDraftsView, MessageListView, MessageView, OrderWireView } from './shapes/messages'
import type { PeopleList } from './generated/views'
import type { ComparedView, FactCheckView, FactsView, LinesView, PressKeyView, PressSubjectsView, PressView } from './shapes/press'
import type { PushView } from './shapes/push'
import type { ShiftListView } from './shapes/shifts'
import type { LineWordsView, RingView, StagingBoardView } from './shapes/staging'

/** A contact of these days. */
export interface RecentContact {
  contact: string
  /** It was held. */
  over: boolean
  /** By what the nodes attest; absent where neither does. */
  lasted_ms: number | null
  /** What both sides say of it in public. */
  compared: ComparedView | null
}

type None = Record<string, never>

export interface DeskViews {
  staging: { args: None; answer: StagingBoardView }
  rings: { args: { contact: string }; answer: RingView }
  'line-words': { args: None; answer: LineWordsView }
  'call-sheet': { args: { contact: string }; answer: CallSheetView }
  shifts: { args: None; answer: ShiftListView }
  'order-wire': { args: None; answer: OrderWireView }

  messages: { args: { channel: Channel }; answer: MessageListView }
  message: { args: { message: string }; answer: MessageView }
  'message-drafts': { args: None; answer: MessageDraftsView }

  press: { args: None; answer: PressView }
  'press-subjects': { args: None; answer: PressSubjectsView }
  'press-key': { args: None; answer: PressKeyView }
  facts: { args: { subject: string }; answer: FactsView }
  'compare-sides': { args: { subject: string }; answer: ComparedView }
  /** Put together by the page; `compared` where it is asked for. */
  'recent-contacts': { args: { contacts: readonly string[]; compare: boolean }; answer: { recent: RecentContact[] } }
  'check-facts': { args: { contact: string; facts: FactsForm }; answer: FactCheckView }
  'lines-to-take': { args: None; answer: LinesView }

  people: { args: None; answer: PeopleList }
  'read-request': { args: { text: string }; answer: RequestView }
  'read-half-signed': { args: { text: string }; answer: RequestView }
  'line-detail': { args: None; answer: LineDetailView }
  sessions: { args: None; answer: OpenSessionsView }
  passkeys: { args: None; answer: PasskeysView }
  log: { args: { log: LogName; before: number | null }; answer: LogPageView }
  mail: { args: None; answer: MailView }
  'calendar-link': { args: None; answer: CalendarLinkView }
  push: { args: None; answer: PushView }
  capitals: { args: None; answer: CapitalsView }
}
