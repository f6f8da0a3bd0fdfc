// Written by `cargo xtask typescript` from crates/client/src/view: change it there.

export type AccessLine = {
  record: string;
  about: string;
  who: Who;
  device: string;
  /** Its author, or on its distribution list. */
  listed: boolean;
};

/** Who opened what. */
export type AccessList = {
  openings: Array<AccessLine>;
};

/** What an act rests on. */
export type ActBasis = "signed" | "attested" | "reported";

/** How far an act came, the furthest alone. */
export type ActState = "sent" | "held" | "accepted" | "agreed" | "declined" | "withdrawn" | "superseded" | "expired" | "without-effect" | "reported";

/** One record about the contact. */
export type ActView = {
  side: string;
  seq: number;
  node_unix_ms: number;
  what: string;
  reason: string | null;
  /** Why it changes nothing, where it doesn't. */
  without_effect: NoEffectWhy | null;
};

export type AgendaView = {
  items: Array<ItemView>;
  participants: Array<ParticipantView>;
  reason: string;
};

/** What a side declared that it wants. */
export type AimView = {
  side: string;
  /** Absent where this device can't read it. */
  text: string | null;
  /** The record in which it stands. */
  record: string;
};

/** One of `GET /alarms`: a FLASH that nobody acknowledged. */
export type AlarmItem = {
  message: string;
  since_unix_ms: number;
  /** How often it went one further along the shift list. */
  step: number;
  /** Persons at whom it sounds, in the order in which they were called. */
  called: Array<string>;
  /** And at every other duty officer. */
  everybody: boolean;
  next_unix_ms: number | null;
};

export type AlarmView = {
  message: string;
  /** Empty where the message itself isn't here yet. */
  from: string;
  since_unix_ms: number;
  /** Since when, in the capitals; empty where no terms name their zones. */
  local: Array<LocalView>;
  /** Absent where this device can't read it. */
  title: string | null;
};

export type AlarmsView = {
  alarms: Array<AlarmView>;
};

export type AlternativeView = {
  /** Who wants it, where the text says so. */
  by: string | null;
  /** Empty: the place is left out. */
  text: string;
};

export type AttachmentList = {
  paper: string;
  attachments: Array<AttachmentView>;
};

/** One attachment of a paper. */
export type AttachmentView = {
  number: number;
  attachment: string;
  record: string;
  by: string;
  /** Absent where this device can't read it, as what follows. */
  name: string | null;
  media_type: string | null;
  bytes: number | null;
  sha256: string | null;
  /** `uploading`, `at-own-node`, `crossing`, `received`, `fetched`, `here`, `no-room` or `unknown`. */
  state: string;
  chunks: number;
  /** At this side's node. */
  chunks_here: number;
  /** At the other side's, as its node says. */
  chunks_there: number;
  /** Under the other node's signature, for own ones. */
  received_unix_ms: number | null;
  /** A device of this side fetched it. */
  fetched_unix_ms: number | null;
};

/** One node's word on when a call began and ended. */
export type AttestedTimes = {
  by: string;
  began: RecordMomentView | null;
  ended: RecordMomentView | null;
  end_reason: string | null;
};

/** One node's record of the call. */
export type AttestedView = {
  side: string;
  started_unix_ms: number | null;
  ended_unix_ms: number | null;
  end_reason: string | null;
  medium: string | null;
  on_line: Array<string>;
};

/** `banner` names it. */
export type Banner =
  | { "banner": "not-agreed", proposed_by: string }
  | { "banner": "postponed" }
  | { "banner": "refused", phase: string }
  | { "banner": "cancelled" }
  | { "banner": "over" }
  | { "banner": "reported-outside" }
  | { "banner": "held-outside" }
  | { "banner": "newer-terms" }
  | { "banner": "reported", report: ReportedView };

export type BesideView = {
  coalition: string;
  record: string;
  about: string;
  common_line: string;
  standing: string;
};

export type BracketView = {
  number: number;
  /** Of the text, counted from 1. */
  line: number;
  alternatives: Array<AlternativeView>;
};

/** What isn't agreed of one version. */
export type BracketsView = {
  paper: string;
  version: number;
  brackets: Array<BracketView>;
};

export type CallNowView = {
  /** We asked. */
  ours: boolean;
  until_unix_ms: number;
};

/** What lies beside the telephone. */
export type CallSheet = {
  contact: string;
  phase: string;
  /** Both signatures stand under these terms, and nothing took them back. */
  agreed: boolean;
  signed_under: string | null;
  /** What must be seen first: not agreed, cancelled, newer terms. */
  banners: Array<Banner>;
  /** RFC 3339, UTC, as all that follow. */
  printed: string;
  starts: string;
  ends: string;
  duration_min: number;
  medium: string;
  public_part: string;
  /** In both sides' zones; empty where this device can't read the terms. */
  times: Array<SheetTime>;
  clock_changes: Array<ChangeView>;
  /** Absent where this device can't read them. */
  terms: SheetTerms | null;
  /** Absent where they are sealed to others. */
  participants: Array<SheetPerson> | null;
  /** It was entered as held elsewhere: there are no signed terms. */
  held_outside: boolean;
  duty: Array<DutyView>;
  /** As they were named for this sheet. */
  duty_named: Array<string>;
  /** Empty where nobody calls. */
  order: Array<SheetStep>;
  fallback: Array<string>;
  when_down: Array<DownStep>;
};

/** What one person does about a call now. */
export type CallStep = "sit-down" | "join" | "stage";

export type CardList = {
  cards: Array<CardView>;
};

/** Who reviewed or approved it. */
export type CardSaidView = {
  by: string;
  at_unix_ms: number;
  remarks: string;
};

export type CardView = {
  title: string;
  text: string;
  /** `draft`, `reviewed` or `approved`. */
  state: string;
  reviewed: CardSaidView | null;
  approved: CardSaidView | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

/** What is to be known of one side's clocks. */
export type ChangeView = {
  side: string;
  zone: string;
  at: string;
  what: ClockNews;
};

/** A released text that claims something of the coalition. */
export type ClaimView = {
  release: string;
  title: string;
  office: string;
  published_unix_ms: number;
  /** `none` or `given`. */
  common_line: string;
  /** Corrections and withdrawals of it. */
  notices: Array<string>;
  /** Beside this side's own entry: `agrees`, `differs` or `nothing-known`. */
  standing: string;
};

export type ClockMark = {
  at_min: number;
  /** Less than none: back. */
  forward_min: number;
  /** What clocks would have shown, and what they show: `2021-11-07T02:00`. */
  before: string;
  after: string;
};

/** `news` names it. */
export type ClockNews =
  | { "news": "change", 
/**
 * Less than none: back.
 */
forward_min: number, 
/**
 * What clocks would have shown, and what they show: `2021-11-07T02:00`.
 */
before: string, after: string, 
/**
 * `-05:00`, from then on.
 */
offset: string, placed: Placed, 
/**
 * Whole hours before the start or after the end.
 */
hours: number }
  | { "news": "otherwise", at_start: string, printed: string };

export type CoalitionList = {
  coalitions: Array<CoalitionView>;
};

/** One coalition with what is said of it, and its earlier entries. */
export type CoalitionShown = {
  said_in_public: Array<ClaimView>;
  /** Entries whose place it took, the newest first. */
  earlier: Array<CoalitionView>;
  name: string;
  members: Array<MemberView>;
  /** `not-known`, `none` (expressly) or `given`. */
  common_line: string;
  reply: string;
  reply_heard: HeardView | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

/** One coalition as this side knows it. */
export type CoalitionView = {
  name: string;
  members: Array<MemberView>;
  /** `not-known`, `none` (expressly) or `given`. */
  common_line: string;
  reply: string;
  reply_heard: HeardView | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

export type ComparedOffer = {
  number: number;
  record: string;
  /** The side that wrote it so. */
  by: string;
  answer: string;
};

/** What both sides say of a subject, difference by difference. */
export type ComparedView = {
  subject: string;
  texts: Array<PublicTextView>;
  facts: Array<FactView>;
  differing: number;
};

/** A claim beside what was signed. */
export type ConflictView = {
  fact: string;
  claimed: string;
  signed: string;
};

export type ConsultationList = {
  consultations: Array<ConsultationView>;
};

export type ConsultationView = {
  body: string;
  /** `planned`, `held` or `none`. */
  state: string;
  text: string;
  held_unix_ms: number | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

/** The facts of the contact that a record is of. */
export type ContactHeader = {
  noun: string;
  about: string;
  phase: string | null;
  medium: string | null;
  between: Array<string>;
  /** What each node attests; one node's word where it is one alone. */
  attested: Array<AttestedTimes>;
  /** Both nodes attest the start, and the end, of the same call. */
  start_attested: boolean;
  end_attested: boolean;
  /** On the line, as a node attests. */
  on_line: Array<OnLine>;
  /** Where no node attests a call: what was agreed or entered. */
  said: Array<string>;
};

/** One line of the list. */
export type ContactLine = {
  contact: string;
  phase: string;
  proposed_by: string;
  start_unix_ms: number | null;
  /** In the own side's zone where this device reads the terms. */
  start: string | null;
  medium: string | null;
  /** What the counterpart is reported to have done last. */
  reported: ReportedView | null;
};

export type ContactList = {
  contacts: Array<ContactLine>;
  /** Contacts that may come and are known from reports alone. */
  reported: Array<ReportedLine>;
};

/** One contact. */
export type ContactView = {
  contact: string;
  phase: string;
  /** It was entered as held elsewhere: there are no signed terms. */
  held_outside: boolean;
  proposed_by: string;
  /** Whose word is awaited, if anybody's. */
  awaited: string | null;
  start_unix_ms: number | null;
  /** The start as each side's clocks show it. */
  local: Array<LocalView>;
  duration_min: number | null;
  medium: string | null;
  public_part: string | null;
  /** Terms sealed to staff; absent where this device can't read them. */
  terms: TermsView | null;
  /** The record under which both signatures stand. */
  agreed: string | null;
  /** Sealed to leadership; absent where this device can't read it. */
  agenda: AgendaView | null;
  offers: Array<OfferView>;
  /** Sides whose duty officer confirmed. */
  confirmed: Array<string>;
  started_unix_ms: number | null;
  ended_unix_ms: number | null;
  end_reason: string | null;
  /**
   * Both nodes attest the start, or the end, of the same call; otherwise what is said of it is one
   * node's word.
   */
  start_attested: boolean;
  end_attested: boolean;
  /** What each side's node says of the call. */
  attested: Array<AttestedView>;
  aborted_by: string | null;
  history: Array<ActView>;
  /** What the counterpart is reported to have done: this side's word alone, never signed. */
  reported: Array<ReportedView>;
  /** Reports that this device can't read. */
  reports_sealed: number;
};

export type DayPiece = {
  date: string;
  /** 1 is Monday. */
  weekday: number;
  from_min: number;
  until_min: number;
  holidays: Array<string>;
};

/** The bar: one civil day of the side that was named first. */
export type DaysView = {
  date: string;
  from_unix_ms: number;
  until_unix_ms: number;
  /** Less or more than 1,440 where clocks are put forward or back. */
  length_min: number;
  sides: Array<SideDays>;
};

export type DelegateView = {
  name: string;
  office: string;
};

/** A side's delegation as that side itself signed it. */
export type DelegationView = {
  side: string;
  /** The record in which the side named it so. */
  record: string;
  head: DelegateView;
  members: Array<DelegateView>;
  interpreters: Array<DelegateView>;
  /** Heads that its side named before, the first one first. */
  earlier_heads: Array<DelegateView>;
};

/** What is done when the line is down, in its order; `step` names it. */
export type DownStep =
  | { "step": "wait" }
  | { "step": "telephone", caller: string, 
/**
 * Absent where no other side is paired.
 */
other: string | null }
  | { "step": "say-nothing-of-the-agenda" }
  | { "step": "another-time" }
  | { "step": "enter-held-outside" };

export type DraftList = {
  drafts: Array<MessageDraftView>;
};

export type DutyOfficer = {
  person: string;
  device: string;
  /** Of the device, where this directory knows it. */
  name: string | null;
};

export type DutyView = {
  side: string;
  /** Whose accreditation as duty officer stands. */
  accredited: Array<DutyOfficer>;
  confirmed: boolean;
};

export type ExchangeLine = {
  exchange: string;
  state: string;
  opened_by: string;
  until_unix_ms: number;
};

export type ExchangeList = {
  exchanges: Array<ExchangeLine>;
};

/** One side's part. */
export type ExchangePartView = {
  side: string;
  lodged: ReceiptView | null;
  /** SHA-256 of salt and text, by which it is bound. */
  commitment: string | null;
  revealed_unix_ms: number | null;
  /** The own paper from its lodging on; the other side's once it is revealed and is what was lodged. */
  paper: PaperTextView | null;
  /** It showed something else than it had lodged: its own signatures stand under both. */
  showed_another: boolean;
  /** What it showed is damaged. */
  unreadable?: boolean;
};

/** One exchange. */
export type ExchangeView = {
  exchange: string;
  state: string;
  opened_by: string;
  until_unix_ms: number;
  sides: Array<ExchangePartView>;
  without_effect: Array<WithoutEffectView>;
};

export type FactSideView = {
  side: string;
  /** `silent`, `claimed`, `confirmed` or `disputed`. */
  stand: string;
  value: string | null;
  statement: string | null;
  office: string | null;
  url: string | null;
};

/** A fact with how each side stands to it. */
export type FactView = {
  /** Contact or round. */
  about: string;
  /** `initiative`, `medium`, `start` and so on; in words as `fact`. */
  code: string;
  fact: string;
  /** As far as this device reads it. */
  signed: string | null;
  sides: Array<FactSideView>;
  /** Of what the two sides say: `same`, `differs` or `one-side`; absent where neither says anything. */
  difference: string | null;
};

export type FactsView = {
  subject: string;
  noun: string;
  facts: Array<FactView>;
};

export type FieldChange =
  | { "field": "title", from: string, to: string }
  | { "field": "to", from: Array<string>, to: Array<string> }
  | { "field": "languages", from: Array<string>, to: Array<string> }
  | { "field": "reply-by", from_unix_ms: number | null, to_unix_ms: number | null }
  | { "field": "release", from_unix_ms: number, to_unix_ms: number };

export type HeardView = {
  source: string;
  /** RFC 3339, UTC. */
  at: string;
  at_unix_ms: number;
};

/** Something that waits for a side, or for somebody of the own side. */
export type HomeMatter = {
  side: string;
  /** It waits for the own side. */
  ours: boolean;
  to_do: string;
  /** Where to go: the noun, and the subject or internal record. */
  noun: string;
  subject: string;
  /** Absent where this device can't read it. */
  title: string | null;
  due_unix_ms: number | null;
  /** When it is due, in both capitals; empty where no terms that this device reads name their zones. */
  local: Array<LocalView>;
  overdue: boolean;
  /** A FLASH that nobody acknowledged. */
  sounds: boolean;
};

export type HomeView = {
  /** Nothing but the next contact is shown. */
  principal: boolean;
  /** Running, staged, or the next that both sides agreed. */
  next: NextContact | null;
  /** The earliest due first, what has no date last; none for a principal. */
  matters: Array<HomeMatter>;
  /** Absent for a principal, who is shown nothing technical, and where the node wasn't asked. */
  line: LineStatus | null;
};

export type HourMark = {
  at_min: number;
  hour: number;
};

export type ItemView = {
  title: string;
  state: string;
  carried_from: string | null;
};

export type JointLine = {
  joint_statement: string;
  phase: string;
  proposed_by: string;
  title: string | null;
  release_unix_ms: number | null;
};

export type JointList = {
  joint_statements: Array<JointLine>;
};

export type JointOfferView = {
  record: string;
  by: string;
  answer: string;
  release_unix_ms: number;
};

export type JointTextView = {
  title: string;
  text: string;
  languages: Array<string>;
  release_unix_ms: number;
  about: string | null;
};

/** One joint statement. */
export type JointView = {
  joint_statement: string;
  phase: string;
  proposed_by: string;
  /** The record under which both signatures stand. */
  agreed: string | null;
  /** What is agreed, or else the newest that waits for an answer. */
  text: JointTextView | null;
  offers: Array<JointOfferView>;
  /** Sides that announced their release, and when. */
  released: Array<ReleasedBy>;
  without_effect: Array<WithoutEffectView>;
};

/** `lack` names it. */
export type Lack =
  | { "lack": "not-agreed", phase: string }
  | { "lack": "line-down", reason: string | null }
  | { "lack": "clocks-apart", skew_ms: number };

/** `GET /line`. */
export type LineStatus = {
  other: string | null;
  up: boolean;
  own_entries: number;
  other_entries: number;
  /** Own entries that the other node durably holds. */
  receipted: number;
  skew_ms: number | null;
  misbehaviour: number;
  reason_down: string | null;
  /**
   * The same as a code: `silent`, `disconnected`, `other-stopped`, `bye`, `misbehaved`, `superseded` or
   * `left`. Earlier nodes tell none.
   */
  reason_code: string | null;
  /** How each side's principals are called. Nothing of a side here means that nobody is there to ring. */
  rings: Array<RingItem>;
};

/** How the line stands. */
export type LineStatusView = {
  name: string | null;
  other: string | null;
  up: boolean;
  own_entries: number;
  other_entries: number;
  /** Own entries that the other node durably holds. */
  receipted: number;
  skew_ms: number | null;
  misbehaviour: number;
  reason_down: string | null;
  /**
   * The same as a code: `silent`, `disconnected`, `other-stopped`, `bye`, `misbehaved`, `superseded` or
   * `left`. Earlier nodes tell none.
   */
  reason_code: string | null;
  /** How each side's principals are called. Nothing of a side here means that nobody is there to ring. */
  rings: Array<RingItem>;
};

export type LineToTakeView = {
  text: string;
  if_asked: string | null;
  approved_by: string | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

export type LinesToTakeList = {
  lines: Array<LineToTakeView>;
};

/** What one side says of two of them, or of one. */
export type LinkView = {
  /** The record that made it. */
  link: string;
  by: string;
  /** `holds`, `must-precede` or `may-affect`. */
  kind: string;
  first: string;
  second: string | null;
  /** Its side says that it has looked again at what may be affected. */
  reviewed: boolean;
};

export type LocalView = {
  side: string;
  zone: string;
  civil: string;
  offset: string;
};

export type LogEntryView = {
  seq: number;
  /** By the clock of the node that wrote it, or of the device; absent where nothing here tells it. */
  at_unix_ms: number | null;
  /** `propose`, `accredit`, `call-started`, and so on. */
  kind: string;
  noun: string | null;
  subject: string | null;
  person: string | null;
  device: string | null;
  without_effect: VoidWhy | null;
};

/** An entry of a side's log. */
export type LogMomentView = {
  side: string;
  seq: number;
  /** By that side's node's clock. */
  node_unix_ms: number;
};

export type LogPageView = {
  entries: Array<LogEntryView>;
  /** `before` of the next page; absent at the beginning of the log. */
  earlier: number | null;
};

export type MandateList = {
  mandates: Array<MandateView>;
};

export type MandateView = {
  text: string;
  may_agree: Array<string>;
  refers: Array<string>;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

/** Something that waits for a side. */
export type MatterView = {
  side: string;
  to_do: string;
  noun: string;
  subject: string;
  due: string | null;
  overdue: boolean;
};

export type MemberView = {
  member: string;
  /** `in-favour`, `against`, `undecided`, `not-known` or `own-words`. */
  stance: string;
  words: string;
  heard: HeardView | null;
};

export type MessageDraftView = {
  draft: string;
  author: string;
  at_unix_ms: number;
  precedence: string;
  title: string;
  text: string;
  approved_by: string | null;
  sent: string | null;
};

/** One line of the list. */
export type MessageLine = {
  message: string;
  from: string;
  precedence: string;
  state: string;
  sounds: boolean;
  sent_unix_ms: number | null;
  acknowledge_by_unix_ms: number | null;
  /** Or how its text begins, where it has none. Absent where it isn't sealed to this device. */
  title: string | null;
};

export type MessageList = {
  channel: string;
  messages: Array<MessageLine>;
};

export type MessageTextView = {
  title: string;
  original: RenderingView;
  translation: RenderingView | null;
};

/** One message. */
export type MessageView = {
  message: string;
  channel: string;
  from: string;
  to: string;
  precedence: string;
  state: string;
  /** FLASH, and nobody acknowledged it. */
  sounds: boolean;
  /** It, or its acknowledgement, is here before the log that it stands in. */
  ahead: boolean;
  /** Of what sounds here: since when, and at whom. */
  alarm: AlarmItem | null;
  /** Nothing shows it at the other side, and the line is down. */
  line_fault: boolean;
  acknowledge_by_unix_ms: number | null;
  states: Array<StateView>;
  /** Absent where it isn't sealed to this device. */
  text: MessageTextView | null;
  reply_to: string | null;
  replies: Array<string>;
  /** Of an own message: whether the other node gave its receipt for it. */
  receipted: boolean | null;
  line_up: boolean;
  /** Showing it told the other side that it stood before somebody's eyes. */
  presented_now: boolean;
  /** Records about it that change nothing, each with the reason. */
  without_effect: Array<WithoutEffectView>;
};

export type MinutesList = {
  minutes: Array<MinutesView>;
};

/** One text of minutes. */
export type MinutesView = {
  minutes: string;
  round: string | null;
  phase: string;
  proposed_by: string;
  awaited: string | null;
  /** Absent where this device can't read it. */
  title: string | null;
  text: string | null;
  outcomes: Array<OutcomeView>;
  /** The record under which both signatures stand. */
  agreed: string | null;
  offers: Array<OfferShown>;
};

export type NamedSubject = {
  noun: string;
  subject: string;
};

export type NextContact = {
  contact: string;
  phase: string;
  medium: string;
  public_part: string;
  start_unix_ms: number;
  duration_min: number;
  /** In both capitals; empty where this device can't read the terms. */
  local: Array<LocalView>;
  /** Whether this person has a place in the call, and it can be taken now. */
  can_join: boolean;
  /** What is to be done now, if anything. */
  to_do: CallStep | null;
  /** Sides whose duty officer confirmed. */
  confirmed: Array<string>;
};

/** Why a record changes nothing. */
export type NoEffectWhy = "no-terms" | "founded" | "unseen" | "too-many-offers" | "expired" | "nothing-to-answer" | "closed" | "other-noun" | "fixed" | "too-many" | "no-facts" | "others-to-do" | "early" | "late" | "again" | "withdrawn" | "not-for-duty";

/** Two offers of one subject, by their places in its list of offers, counted from 1. */
export type OfferDiff = {
  from: ComparedOffer;
  to: ComparedOffer;
  /** What stands beside the text and differs. */
  fields: Array<FieldChange>;
  text: Array<TextChange>;
  /** Of minutes: items of which something else came. */
  outcomes: Array<OutcomeChange>;
};

/** One side's offer, for programs. */
export type OfferShown = {
  record: string;
  by: string;
  answer: string;
  answer_by: string | null;
};

export type OfferView = {
  record: string;
  by: string;
  start_unix_ms: number;
  answer: string;
  answer_by_unix_ms: number | null;
};

/** What an act puts forward. */
export type OfferedView = {
  start_unix_ms: number;
  /** As each side's clocks show it; empty where this device can't read the terms. */
  local: Array<LocalView>;
  duration_min: number;
  medium: string;
  public_part: string;
  answer_by_unix_ms: number | null;
  terms: TermsView | null;
};

/** A device that was in the call. */
export type OnLine = {
  side: string;
  roles: string;
  person: string | null;
  /** As this directory calls it; nobody else knows the name. */
  name: string | null;
  device: string;
};

/** Absent where one of the two says nothing of the item. */
export type OutcomeChange = {
  from: OutcomeView | null;
  to: OutcomeView | null;
};

export type OutcomeView = {
  item: string;
  outcome: string;
  text: string;
};

/** What changed between two versions. */
export type PaperDiff = {
  paper: string;
  from: number;
  to: number;
  /** What stands beside the text and differs. */
  fields: Array<FieldChange>;
  text: Array<TextChange>;
};

/** One line of the list. */
export type PaperLine = {
  paper: string;
  kind: string;
  by: string;
  title: string | null;
  recipients: Array<string>;
  versions: number;
  state: string;
  reply_by_unix_ms: number | null;
};

export type PaperList = {
  papers: Array<PaperLine>;
};

export type PaperReplyView = {
  record: string;
  /** Number of the version. */
  to: number | null;
  paper: PaperTextView | null;
  receipt: ReceiptView | null;
};

export type PaperTextView = {
  title: string;
  text: string;
  languages: Array<string>;
  recipients: Array<string>;
};

export type PaperVersionView = {
  number: number;
  record: string;
  /** Absent where this device can't read it. */
  paper: PaperTextView | null;
  receipt: ReceiptView | null;
  /** Somebody of the other side said that it was read, at this time of its node. */
  read_unix_ms: number | null;
};

/** One paper. */
export type PaperView = {
  paper: string;
  kind: string;
  by: string;
  title: string | null;
  recipients: Array<string>;
  state: string;
  reply_by_unix_ms: number | null;
  /** The newest last. */
  versions: Array<PaperVersionView>;
  replies: Array<PaperReplyView>;
  /** Coalitions among its recipients, as this side alone has entered them. */
  coalitions: Array<CoalitionView>;
  /** What is reported about it, such as a reply received by hand; never signed. */
  reported: Array<ReportedView>;
  /** Records about it that change nothing, and why. */
  without_effect: Array<WithoutEffectView>;
};

export type ParticipantView = {
  side: string;
  role: string;
  name: string;
};

export type PeopleList = {
  people: Array<PersonLine>;
};

/** One device of the side. */
export type PersonLine = {
  /** Known only where it was enrolled. */
  name: string | null;
  device: string;
  person: string;
  roles: string;
  until_unix_ms: number | null;
  /** `stands`, `revoked`, `expired` or `founding`. */
  state: string;
};

export type Piece = {
  from_min: number;
  until_min: number;
};

/** Where in time a change is. */
export type Placed = "before" | "during" | "after";

/** What a draft claims of others' position, beside what this side has entered. */
export type PositionView = {
  of: Array<string>;
  common_line: string;
  beside: Array<BesideView>;
  /** Entries about coalitions that this device can't read. */
  sealed: number;
};

/** `GET /press/releases`: what is on the press page. */
export type PressItem = {
  name: string;
  kind: string;
  title: string;
  office: string;
  /** What it is about, as `topic` says. */
  contact: string;
  /** `contact`, `round`, `paper`, `track`, `internal-matter` or `other-party`. */
  topic: string;
  published_unix_ms: number;
  url: string;
  /** What a correction or withdrawal is about. */
  about: string | null;
  /** Names of the corrections and withdrawals of it. */
  notices: Array<string>;
};

/** Drafts, what is published, and what was promised. */
export type PressList = {
  drafts: Array<ReleaseDraftView>;
  published: Array<PressItem>;
  promises: Array<PromiseItem>;
};

export type PressSubjectView = {
  subject: string;
  noun: string;
  medium: string | null;
  start_unix_ms: number | null;
  /** Absent where this device can't read it. */
  title: string | null;
};

export type PressSubjectsView = {
  /** What has a date by that, the earliest first. */
  subjects: Array<PressSubjectView>;
};

/** `GET /press/promises`. */
export type PromiseItem = {
  contact: string;
  statement: string;
  by_unix_ms: number;
  /** The office that is to release; absent: any of the side. */
  office: string | null;
  /** `due`, `overdue` or `kept`. */
  state: string;
};

/** A text of either side that is about the subject. */
export type PublicTextView = {
  side: string;
  name: string;
  kind: string;
  office: string;
  title: string;
  released_unix_ms: number;
  url: string;
};

/** When something was handed over, when the other side's log shows it, and when this one shows that. */
export type ReceiptView = {
  /** By the clock of the node that sent it. */
  said_unix_ms: number;
  /** By the other node's clock: its first entry that had seen it is the receipt. */
  received_unix_ms: number | null;
  confirmed_unix_ms: number | null;
};

/** Two of them, word by word. */
export type RecordDiff = {
  from: string;
  to: string;
  /** Of the earlier and of the later one. */
  classification: [string, string];
  text: Array<TextChange>;
};

/** A record without its words. */
export type RecordLine = {
  record: string;
  about: string;
  state: string;
  written: Who;
  instead_of: Array<string>;
  reviews: number;
  approved: Who | null;
  keep_until_unix_ms: number | null;
  /** The day until which it was to be kept has passed. */
  due_for_review: boolean;
  openings: number;
};

export type RecordList = {
  records: Array<RecordLine>;
};

/** A moment, in UTC and on the clocks of both capitals as the terms name them. */
export type RecordMomentView = {
  unix_ms: number;
  utc: string;
  local: Array<string>;
};

/** A record with its words. */
export type RecordView = {
  header: ContactHeader;
  classification: string;
  distribution: Array<string>;
  reviewed: Array<ReviewView>;
  text: string;
  record: string;
  about: string;
  state: string;
  written: Who;
  instead_of: Array<string>;
  reviews: number;
  approved: Who | null;
  keep_until_unix_ms: number | null;
  /** The day until which it was to be kept has passed. */
  due_for_review: boolean;
  openings: number;
};

/** A draft with how it stands. */
export type ReleaseDraftView = {
  draft: string;
  kind: string;
  contact: string;
  title: string;
  office: string;
  occasion: string;
  text: string;
  author: string;
  approved_by: string | null;
  embargo_unix_ms: number | null;
  promises_by_unix_ms: number | null;
  /** The office that is to release what is promised. */
  promises_from: string | null;
  about: string | null;
  /** What it is about: `contact`, `round`, `paper`, `track`, `internal-matter`, `other-party`. */
  topic: string;
  party: string | null;
  question: string | null;
  /** SHA-256 of its picture, and where that is from. */
  picture: string | null;
  picture_source: string | null;
  /** Claims that were read as facts. */
  claims: Array<string>;
  /** Whether there were signed terms to compare them with. */
  compared: boolean;
  conflicts: Array<ConflictView>;
  /** What it claims of others' position, beside this side's own entries. */
  position: PositionView | null;
  /** The second person's, who confirmed the contradictions. */
  contradiction_reason: string | null;
};

export type ReleasedBy = {
  side: string;
  at_unix_ms: number | null;
};

export type RenderingView = {
  language: string;
  text: string;
  /** Who translated, as the sender says. */
  translator?: string;
};

export type ReportList = {
  reports: Array<ReportedView>;
};

/** The act by its name. */
export type ReportedActView = string;

export type ReportedDateView = {
  start_unix_ms: number;
  /** RFC 3339, UTC. */
  starts: string;
  zone: string;
  /** As clocks in that zone show it. */
  civil: string;
};

/** A matter that is known from reports alone, in a list of contacts. */
export type ReportedLine = {
  reports: number;
  /** The date that was named last, by whichever act. */
  last_date: ReportedDateView | null;
  /** `reported`: never signed, never agreed. */
  status: string;
  act: ReportedActView;
  of: string;
  told_by: string;
  source: string;
  /** RFC 3339, UTC. */
  heard: string;
  heard_unix_ms: number;
  what: string;
  text: string;
  /** A date that was named. */
  date: ReportedDateView | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

/** All that is reported about one subject. */
export type ReportedMatter = {
  about: string;
  status: string;
  /** None: a report isn't signed by the other side. */
  agreed: string | null;
  /** By the time at which they were heard. */
  reports: Array<ReportedView>;
};

/** One act of a counterpart as it was heard of. */
export type ReportedView = {
  /** `reported`: never signed, never agreed. */
  status: string;
  act: ReportedActView;
  of: string;
  told_by: string;
  source: string;
  /** RFC 3339, UTC. */
  heard: string;
  heard_unix_ms: number;
  what: string;
  text: string;
  /** A date that was named. */
  date: ReportedDateView | null;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

export type RequestView = {
  /** As whoever made it calls the device: nothing signs it. */
  name: string;
  device: string;
  person: string;
  /** The person has an accredited device already. */
  known_person: boolean;
  roles: Array<string>;
  /** Of the device's keys, read out by whoever made them; the same once an administrator signed for them. */
  words: Array<string>;
  /** As an administrator signed it; absent in a request. */
  until_unix_ms: number | null;
};

export type ReviewView = {
  by: Who;
  remarks: string;
};

/** One of the rings in `GET /line`. */
export type RingItem = {
  contact: string;
  /** Ours, or the other side's as its node told. */
  ours: boolean;
  state: RingState;
  device: string | null;
  /** By the own node's clock. */
  since_unix_ms: number;
};

/** One side's part. */
export type RingSide = {
  side: string;
  ours: boolean;
  step: RingStep;
  /** What it is about, and whose that is. */
  device: string | null;
  person: string | null;
  /** By the own node's clock. */
  since_unix_ms: number | null;
};

/** How far the call of one side's principal is. */
export type RingState = "not-staffed" | "unanswered" | "declined" | "left" | "sent" | "ringing" | "answered";

/** How far one side's principal is called. */
export type RingStep = "not-staged" | "line-fault" | "not-staffed" | "sent" | "ringing" | "answered" | "declined" | "left" | "unanswered";

/** A contact's rings, ours first. */
export type RingView = {
  contact: string;
  sides: Array<RingSide>;
};

/** One line of the list. */
export type RoundLine = {
  round: string;
  phase: string;
  starts: string | null;
  fixed: boolean;
  place: string | null;
  title: string | null;
};

export type RoundList = {
  rounds: Array<RoundLine>;
};

/** Start and end as clocks somewhere show them. */
export type RoundLocal = {
  /** The place, or a side whose capital it is. */
  at: string;
  zone: string;
  start: string;
  end: string;
  offset: string;
};

export type RoundTermsView = {
  title: string;
  place: string;
  format: string;
  dates: string;
  /** At the place first, then in the capitals. */
  local: Array<RoundLocal>;
  items: Array<ItemView>;
  sessions: Array<SessionView>;
  reason: string;
};

/** One round. */
export type RoundView = {
  round: string;
  phase: string;
  proposed_by: string;
  awaited: string | null;
  track: string | null;
  /** RFC 3339, UTC. */
  starts: string | null;
  ends: string | null;
  /** There is no other date: both sides alone move it. */
  fixed: boolean;
  /** What is agreed, else what was offered last; absent where this device can't read it. */
  terms: RoundTermsView | null;
  /** Newer terms that wait for an answer. */
  amendment: RoundTermsView | null;
  /** The record under which both signatures stand. */
  agreed: string | null;
  delegations: Array<DelegationView>;
  /** Sides that haven't named theirs. */
  without_delegation: Array<string>;
  /** Texts of minutes about it. */
  minutes: Array<string>;
  offers: Array<OfferShown>;
  /** What the counterpart is reported to have done: this side's word alone, never signed. */
  reported: Array<ReportedView>;
};

export type SessionView = {
  /** As clocks at the place show it. */
  start: string;
  end: string;
  format: string;
  title: string;
};

export type SheetPerson = {
  side: string;
  role: string;
  name: string;
};

export type SheetStep = {
  /** RFC 3339, UTC. */
  at: string;
  /** For both sides; empty where this device can't read their zones. */
  local: Array<StepTime>;
  what: Step;
};

export type SheetTerms = {
  initiative: string;
  languages: Array<string>;
  format: string;
  tz_version: string;
};

/** Start and end as clocks of one side show them. */
export type SheetTime = {
  side: string;
  zone: string;
  weekday: string;
  date: string;
  starts: string;
  /** `+03:00`, at the start. */
  offset: string;
  end_date: string;
  ends: string;
  end_offset: string;
};

export type ShiftListView = {
  /** The list that stands; a change names it. None while there is none. */
  list: string | null;
  kept_by: string | null;
  kept_unix_ms: number | null;
  shifts: Array<ShiftView>;
  /** In the order in which they are called. */
  on_duty: Array<string>;
};

export type ShiftView = {
  person: string;
  from_unix_ms: number;
  until_unix_ms: number;
  on_duty: boolean;
};

/** What a state rests on. */
export type ShownBy = "logs" | "receipt" | "ahead" | "time";

/** One conflict as data; `kind` names it. What isn't sent yet is absent among those that it names. */
export type ShownConflict =
  | { "kind": "order", first: NamedSubject | null, second: NamedSubject | null }
  | { "kind": "date", one: NamedSubject | null, other: NamedSubject | null }
  | { "kind": "circle", all: Array<NamedSubject | null> }
  | { "kind": "person", name: string, other: NamedSubject | null }
  | { "kind": "holiday", own: boolean, text: string };

export type SideDays = {
  side: string;
  zone: string;
  /** Civil days of this side on the bar, in their order. */
  days: Array<DayPiece>;
  /** Whole hours as this side's clocks strike them: one is missing, or comes twice, where they change. */
  hours: Array<HourMark>;
  rest: Array<Piece>;
  clock_changes: Array<ClockMark>;
};

/** One line of the list. */
export type SilenceLine = {
  silence: string;
  state: string;
  consent: boolean;
  by: string;
  expires_unix_ms: number;
  title: string | null;
};

export type SilenceList = {
  procedures: Array<SilenceLine>;
};

/** An objection, or the author's withdrawal. */
export type SilenceSaidView = {
  at: LogMomentView;
  person: string;
  /** Absent where none was given, or it isn't sealed to this device. */
  reason: string | null;
};

/** One silence procedure. */
export type SilenceView = {
  silence: string;
  state: string;
  /** Whether the text stands: silence was kept, as the other side's own log proves. */
  consent: boolean;
  by: string;
  /** Whose silence it is about. */
  other: string;
  expires_unix_ms: number;
  /** The expiry as each side's clocks show it. */
  local: Array<LocalView>;
  /** Readings in the signed text that this program's zones don't give. */
  read_otherwise: Array<string>;
  /** Absent where it isn't sealed to this device. */
  title: string | null;
  text: string | null;
  /** The first entry of the other log that had seen the text. */
  delivered: LogMomentView | null;
  objection: SilenceSaidView | null;
  withdrawn: SilenceSaidView | null;
  /** The entry of the other log that shows that silence was kept. */
  proof: LogMomentView | null;
  /** Records about it that change nothing, each with the reason. */
  without_effect: Array<WithoutEffectView>;
  /** What the state means. */
  meaning: string;
};

/** What a duty officer looks at before confirming. */
export type Staging = {
  contact: string;
  phase: string;
  start_unix_ms: number | null;
  /** Until the agreed start; negative after it. */
  starts_in_min: number | null;
  medium: string | null;
  public_part: string | null;
  line_up: boolean;
  /** Why the line is down: a code such as `silent`. */
  line_reason: string | null;
  skew_ms: number | null;
  /** Sides whose duty officer confirmed. */
  confirmed: Array<string>;
  ready: boolean;
  /** What keeps the call from being confirmed. */
  missing: Array<Lack>;
};

/** All that duty officers have before them. */
export type StagingBoard = {
  /** Contacts of the next hours, and whatever is staged or on the line: the nearest first. */
  contacts: Array<StagingCard>;
};

/** One contact of the board. */
export type StagingCard = {
  started_unix_ms: number | null;
  /** The own side first. */
  sides: Array<StagingSide>;
  /** How each side's principal is called, once both confirmed. */
  rings: RingView | null;
  /** One duty officer asks the other for a call at once. */
  call_now: CallNowView | null;
  contact: string;
  phase: string;
  start_unix_ms: number | null;
  /** Until the agreed start; negative after it. */
  starts_in_min: number | null;
  medium: string | null;
  public_part: string | null;
  line_up: boolean;
  /** Why the line is down: a code such as `silent`. */
  line_reason: string | null;
  skew_ms: number | null;
  /** Sides whose duty officer confirmed. */
  confirmed: Array<string>;
  ready: boolean;
  /** What keeps the call from being confirmed. */
  missing: Array<Lack>;
};

/** How far one side is, as the logs show it. */
export type StagingSide = {
  side: string;
  ours: boolean;
  /** By its node's clock. */
  confirmed_unix_ms: number | null;
};

/** A state that a message reached, by the nodes' clocks. */
export type StateView = {
  state: string;
  /** When the sender's log shows it. */
  sender_unix_ms: number | null;
  /** When the receiver's log shows it. */
  receiver_unix_ms: number | null;
  /** Who said it, where a person did. */
  person: string | null;
  /** Whose word it is. */
  shown_by: ShownBy;
};

/** What is done, in its order. */
export type Step = "look-whether-ready" | "sit-down" | "sit-down-with-interpreters" | "confirm" | "ring" | "planned-end";

/** `23:20` in North. */
export type StepTime = {
  side: string;
  clock: string;
};

export type TaskList = {
  tasks: Array<TaskView>;
};

export type TaskView = {
  text: string;
  owner: string;
  /** `open`, `done` or `dropped`. */
  state: string;
  due_unix_ms: number | null;
  overdue: boolean;
  record: string;
  about: string;
  author: string;
  /** By its author's clock. */
  at_unix_ms: number;
  /** Records whose place it took. */
  instead_of: Array<string>;
  /** Nothing took its place. */
  stands: boolean;
  /** Approved drafts make it public. */
  public: boolean;
};

export type TermsView = {
  initiative: string;
  /** The side whose initiative it is said to be; absent for mutual and unstated. */
  initiative_of: string | null;
  languages: Array<string>;
  format: string;
  voice_depth: number;
  tz_version: string;
};

/** A piece of the text. */
export type TextChange = {
  /** `same`, `removed` or `added`. */
  what: string;
  text: string;
};

/** One thing that was said or done. */
export type ThreadAct = {
  basis: ActBasis;
  /** A side's name; of what is reported, as it was entered. */
  by: string;
  own: boolean;
  /** A code such as `propose`, `call-started`; of what is reported, the act's own. */
  what: string;
  state: ActState;
  /** Absent for what is reported, as all that follows of logs. */
  seq: number | null;
  record: string | null;
  person: string | null;
  /** By the clock of the node that wrote it; of a report, when it was heard. */
  at_unix_ms: number;
  /**
   * The first entry of the other log that had seen it, by that node's clock. Absent while a signed
   * receipt alone shows that it is there.
   */
  held_unix_ms: number | null;
  /** The act that it answers. */
  answers: string | null;
  reason: string | null;
  /** Why it changes nothing, where it doesn't. */
  without_effect: NoEffectWhy | null;
  offer: OfferedView | null;
  reported: ReportedView | null;
};

/** One contact, act by act. */
export type ThreadView = {
  contact: string;
  phase: string;
  proposed_by: string;
  /**
   * Whose initiative it is said to be, as the terms say that are agreed or were offered last; absent
   * where this device can't read them.
   */
  initiative: string | null;
  /** The side, where it is one side's. */
  initiative_of: string | null;
  /** The oldest first, by the clocks of the nodes that wrote them; they order nothing. */
  acts: Array<ThreadAct>;
};

/** One contact or round of the track. */
export type TimelineEntry = {
  subject: string;
  noun: string;
  /** RFC 3339, UTC. */
  starts: string | null;
  ends: string | null;
  /** The start as clocks in both capitals show it. */
  local: Array<TimelineLocal>;
  is_past: boolean;
  /** There is no other date. */
  fixed: boolean;
  /** A contact's medium; a round's place and title, empty where they are sealed; what was reported. */
  what: string;
  phase: string;
  /** Where it is only reported: the record among `reported` that says so. */
  report?: string;
};

export type TimelineLocal = {
  side: string;
  zone: string;
  civil: string;
  offset: string;
};

/** One line of the list. */
export type TrackLine = {
  track: string;
  title: string | null;
  joined: boolean;
  closed: boolean;
  subjects: number;
  open: number;
};

export type TrackList = {
  tracks: Array<TrackLine>;
};

/** One track. */
export type TrackView = {
  track: string;
  /** Absent where this device can't read it. */
  title: string | null;
  opened_by: string;
  /** The other side opened it too. */
  joined: boolean;
  /** Sides that closed it for themselves. */
  closed_by: Array<string>;
  /** Every side that opened it has closed it. */
  closed: boolean;
  aims: Array<AimView>;
  /** In whose time the timeline is told. */
  zones: Array<ZoneView>;
  /** By date; what has none comes last. */
  timeline: Array<TimelineEntry>;
  links: Array<LinkView>;
  conflicts: Array<ShownConflict>;
  open: Array<MatterView>;
  /**
   * What the counterpart is reported to have done in it: this side's word alone. What names a date
   * stands in the timeline, too.
   */
  reported: Array<ReportedView>;
  /** When this was asked, RFC 3339. */
  now: string;
};

export type UnrecordedList = {
  items: Array<UnrecordedView>;
};

/** One of the other side's. */
export type UnrecordedView = {
  kind: string;
  id: string;
  expires_unix_ms: number;
  /** Whose connection brought it: nobody signed it. */
  from: string;
  signed: boolean;
  title: string;
  language: string;
  answers: string | null;
  /** None where this device can't open it. */
  text: string | null;
};

/** Why an entry of a log counts for nothing. */
export type VoidWhy = "unreadable" | "unknown-kind" | "author" | "role" | "signature" | "officers" | "revoked-officer" | "revoked-device" | "older-paper" | "duplicate" | "grant" | "proof" | "subject" | "facts" | "call-devices" | "too-many";

/** Somebody who did something, as this directory calls them. */
export type Who = {
  person: string;
  name: string | null;
  at_unix_ms: number;
};

/** A record that changes nothing. */
export type WithoutEffectView = {
  record: string;
  why: NoEffectWhy;
};

export type ZoneView = {
  side: string;
  zone: string;
};
