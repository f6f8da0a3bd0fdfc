// Written by `cargo xtask typescript` from crates/client-wasm/src/act and crates/client/src/form: change it there.

/** What a person signs, by the act's name. */
export type SignedActs = {
  "propose-contact": ProposeContact;
  "counter-contact": CounterContact;
  /** Or confirms what the other side entered as held outside. */
  "accept-contact": OfContact;
  "decline-contact": OfContactWithReason;
  "withdraw-contact": OfContact;
  "cancel-contact": OfContactWithReason;
  "postpone-contact": OfContactWithReason;
  "enter-held-outside": EnterHeldOutside;
  /** As duty officer: a call at once. */
  "call-now": CallNow;
  "take-call": OfContact;
  /** As duty officer: the own principal may be called. */
  "confirm-stage": OfContact;
  "abort-contact": OfContact;
  "found-track": FoundTrack;
  "join-track": OfTrack;
  "declare-aim": DeclareAim;
  "link-track": LinkTrack;
  "unlink-track": OfLink;
  "review-link": OfLink;
  "close-track": OfTrack;
  "propose-round": ProposeRound;
  "counter-round": CounterRound;
  "accept-round": AcceptRound;
  "decline-round": OfRoundWithReason;
  "withdraw-round": OfRound;
  "postpone-round": OfRoundWithReason;
  "cancel-round": OfRoundWithReason;
  "name-delegation": NameDelegation;
  /** As leadership: tells the own press a round's place and heads. */
  "clear-round": OfRound;
  "propose-minutes": ProposeMinutes;
  "counter-minutes": CounterMinutes;
  "accept-minutes": OfMinutes;
  "decline-minutes": OfMinutesWithReason;
  "withdraw-minutes": OfMinutes;
  "cancel-minutes": OfMinutesWithReason;
  "propose-joint-statement": ProposeJointStatement;
  "counter-joint-statement": CounterJointStatement;
  "accept-joint-statement": OfJointStatement;
  "decline-joint-statement": OfJointStatementWithReason;
  "withdraw-joint-statement": OfJointStatement;
  "cancel-joint-statement": OfJointStatementWithReason;
  /** Once it is on the press site and its time has come. */
  "announce-joint-statement": AnnounceJointStatement;
  "hand-over-paper": HandOverPaper;
  "revise-paper": RevisePaper;
  "reply-to-paper": ReplyToPaper;
  "acknowledge-paper": OfPaper;
  "withdraw-paper": OfPaper;
  "open-exchange": OpenExchange;
  "lodge-paper": LodgePaper;
  "reveal-paper": OfExchange;
  "send-message": SendMessage;
  "present-message": OfMessage;
  "acknowledge-message": OfMessage;
  "send-service-message": SendMessage;
  "draft-message": DraftMessage;
  "approve-message": OfDraft;
  /** Word for word what another person approved. */
  "send-drafted-message": OfDraft;
  "set-shifts": SetShifts;
  "begin-silence": BeginSilence;
  "object-to-silence": OfSilenceWithReason;
  "withdraw-silence": OfSilence;
  /** Signed by nobody, in no log. */
  "send-sounding": SendUnrecorded;
  "send-non-paper": SendUnrecorded;
  "draft-release": DraftRelease;
  "approve-release": ApproveRelease;
  /** With the press key, which the person brings: for the press site, and told to the line. */
  "release-draft": ReleaseDraft;
  "release-joint-statement": ReleaseJointStatement;
  /** Tells the line of a release about a contact, by its name on the press site. */
  "announce-release": AnnounceRelease;
  "draft-line-to-take": DraftLineToTake;
  "approve-line-to-take": OfLine;
  "enter-consultation": EnterConsultation;
  "give-task": GiveTask;
  "settle-task": SettleTask;
  "give-mandate": GiveMandate;
  "draft-card": DraftCard;
  "review-card": OfCard;
  "approve-card": OfCard;
  "enter-report": EnterReport;
  "enter-coalition": EnterCoalition;
  "say-position": SayPosition;
  "say-common-reply": SayCommonReply;
  "write-note": WriteNote;
  "merge-notes": MergeNotes;
  "review-note": ReviewNote;
  "approve-note": OfNote;
  "distribute-note": DistributeNote;
  "retain-note": RetainNote;
  /** The line of the access log that is kept before a note's words are shown. */
  "open-note": OpenNote;
  /** As administrator: the first of two signatures, as a text for the security officer. */
  "sign-request": SignRequest;
  /** As security officer: the second. */
  "countersign": Countersign;
  "revoke-device": RevokeDevice;
};

export type AcceptRound = {
  round: string;
  despite?: boolean;
};

/** What leadership alone reads. */
export type AgendaForm = {
  /** Titles of new items; none of them, and nothing carried over: as it stands. */
  items?: Array<string>;
  /** The open items of an earlier contact. */
  carry_over?: string | null;
  /** Empty: as they stand. */
  participants?: Array<ParticipantForm>;
  /** Why this contact. */
  reason?: string | null;
};

export type AnnounceJointStatement = {
  joint_statement: string;
  /** Its name on the press site. */
  name: string;
};

export type AnnounceRelease = {
  contact: string;
  /** Its name on the press site. */
  name: string;
};

export type ApproveRelease = {
  draft: string;
  /** Why it is released although its facts contradict the signed terms; the press alone reads it. */
  contradiction_reason?: string | null;
};

export type BeginSilence = {
  form: SilenceForm;
};

export type CallNow = {
  form: NowForm;
};

/** What clocks in a zone show, such as `2021-12-30T23:30` in Europe/Moscow. */
export type Clocks = {
  civil: string;
  zone: string;
  /** Where clocks go back, the same time comes twice. */
  overlap?: Reading | null;
};

/** A coalition with its members. */
export type CoalitionForm = {
  name: string;
  members: Array<MemberForm>;
  source?: SourceForm | null;
};

/** What a coalition replied as one, or that it has no common line. */
export type CommonReplyForm = {
  common_line: "not-known" | "none" | "given";
  text?: string;
  source?: SourceForm | null;
};

/** A meeting within the own side. */
export type ConsultationForm = {
  /** Who meets. */
  body: string;
  state: "planned" | "held" | "none";
  text?: string;
  at?: When | null;
};

/** A contact to be proposed. */
export type ContactForm = {
  /** As clocks in `zone` show it. */
  start: string;
  /** The own side's time zone. */
  zone: string;
  other_zone: string;
  overlap?: Reading | null;
  duration_min: number;
  medium: "phone-call" | "videoconference";
  more?: MoreTerms;
  agenda?: AgendaForm;
};

export type CounterContact = {
  contact: string;
  form: CounterForm;
  despite?: boolean;
};

/** What a counter changes in the terms that it answers, or in the agreed ones. */
export type CounterForm = {
  start?: string | null;
  zone?: string | null;
  other_zone?: string | null;
  overlap?: Reading | null;
  duration_min?: number | null;
  medium?: "phone-call" | "videoconference" | null;
  more?: MoreTerms;
  agenda?: AgendaForm;
};

export type CounterJointStatement = {
  joint_statement: string;
  form: JointCounterForm;
};

export type CounterMinutes = {
  minutes: string;
  form: MinutesForm;
};

export type CounterRound = {
  round: string;
  form: RoundCounterForm;
  despite?: boolean;
};

export type Countersign = {
  /** The text that the administrator signed. */
  half_signed: string;
};

/** A day as it is told in a zone. */
export type DayForm = {
  /** Such as `2022-01-10`. */
  day: string;
  zone: string;
};

export type DeclareAim = {
  track: string;
  text: string;
};

export type DelegateForm = {
  name: string;
  office: string;
};

/** Our delegation, or what changes in it. */
export type DelegationForm = {
  /** Who leads it; as before, unless said. */
  head?: DelegateForm | null;
  /** Empty: as before. */
  members?: Array<DelegateForm>;
  interpreters?: Array<DelegateForm>;
};

export type DistributeNote = {
  note: string;
  to: Array<string>;
};

export type DraftCard = {
  about: string;
  title?: string;
  text: string;
  instead_of?: Array<string>;
};

export type DraftLineToTake = {
  about: string;
  text: string;
  /** Only if this is asked. */
  if_asked?: string | null;
  /** Lines whose place it takes. */
  instead_of?: Array<string>;
};

export type DraftMessage = {
  form: MessageForm;
  /** The draft whose place it takes. */
  instead_of?: string | null;
};

export type DraftRelease = {
  form: ReleaseForm;
};

export type EnterCoalition = {
  about: string;
  form: CoalitionForm;
};

export type EnterConsultation = {
  about: string;
  form: ConsultationForm;
  /** Entries whose place it takes. */
  instead_of?: Array<string>;
};

export type EnterHeldOutside = {
  form: HeldOutsideForm;
};

export type EnterReport = {
  /** A matter of its own, unless said. */
  about?: string | null;
  form: ReportForm;
  instead_of?: Array<string>;
};

/** What a text claims of a contact. */
export type FactsForm = {
  initiative_of?: InitiativeOf | null;
  medium?: "phone-call" | "videoconference" | null;
  started?: When | null;
  duration_min?: number | null;
  public_part?: "none" | "opening" | null;
};

export type FoundTrack = {
  /** Sealed to the leadership of both sides. */
  title: string;
};

export type GiveMandate = {
  round: string;
  text: string;
  /** What the delegation may agree to without asking. */
  may_agree?: Array<string>;
  /** What it takes home first. */
  refers?: Array<string>;
  instead_of?: Array<string>;
};

export type GiveTask = {
  about: string;
  form: TaskForm;
};

export type HandOverPaper = {
  form: PaperForm;
};

/** A contact that was held elsewhere. */
export type HeldOutsideForm = {
  /** As clocks in `zone` showed it. */
  start: string;
  zone: string;
  overlap?: Reading | null;
  duration_min: number;
  medium: "phone-call" | "videoconference";
  public_part?: "none" | "opening" | null;
  items?: Array<OutsideItem>;
  /** From whom and how this is known. */
  reason?: string | null;
};

/** Whose initiative a text claims. */
export type InitiativeOf = "own" | "other" | "mutual";

/** What a counter changes in the text that it answers, or in the agreed one. */
export type JointCounterForm = {
  title?: string | null;
  text?: string | null;
  languages?: Array<string>;
  release_at?: When | null;
  answer_by?: When | null;
};

/** One text for both sides, with the time at which both release it. */
export type JointForm = {
  title: string;
  text: string;
  languages?: Array<string>;
  /** Neither side shows it before. */
  release_at: When;
  /** Contact or round that it is about. */
  about?: string | null;
  answer_by?: When | null;
};

export type LinkTrack = {
  track: string;
  form: LinksForm;
  despite?: boolean;
};

/** What belongs to a track, precedes or may affect what. */
export type LinksForm = {
  /** Contacts and rounds that belong to it. */
  holds?: Array<string>;
  /** The first is over before the second begins. */
  must_precede?: Array<PairForm>;
  /** When the first is over, the second's agenda and mandate are looked at again. */
  may_affect?: Array<PairForm>;
};

export type LodgePaper = {
  exchange: string;
  form: TextForm;
};

export type MemberForm = {
  member: string;
  stance: "in-favour" | "against" | "undecided" | "not-known" | "own-words";
};

export type MergeNotes = {
  notes: Array<string>;
  text: string;
  /** Wanted where theirs differ. */
  classification?: string | null;
  off_list?: boolean;
};

/** A text to the other side, or a draft of one. */
export type MessageForm = {
  /** Routine, unless said. */
  precedence?: "routine" | "priority" | "immediate" | "flash" | null;
  title?: string | null;
  /** Of the original, which counts. */
  language?: string | null;
  text: string;
  translation?: TranslationForm | null;
  /** Unanswered if nobody there acknowledged it by then. */
  acknowledge_by?: When | null;
  /** An earlier message that it answers, and acknowledges where that wasn't done. */
  reply_to?: string | null;
};

/** What came of a round. */
export type MinutesForm = {
  title: string;
  text: string;
  /** One for each item of the round. */
  outcomes: Array<OutcomeForm>;
};

/** Terms that have a usual value, or stand as they stood. */
export type MoreRoundTerms = {
  format?: "bilateral" | "multilateral" | "restricted" | "expanded" | "tete-a-tete" | null;
  /** Fixed: there is no other date, and both sides alone move it. */
  dates?: "movable" | "fixed" | null;
  track?: string | null;
  items?: Array<string>;
  /** The open items of an earlier contact. */
  carry_over?: string | null;
  /** Empty: as they stand. */
  sessions?: Array<SessionForm>;
  /** Wanted where a fixed date moves. */
  reason?: string | null;
  /** The other side accepts before this or not at all. */
  answer_by?: When | null;
};

/** Terms that have a usual value, or stand as they stood. */
export type MoreTerms = {
  public_part?: "none" | "opening" | null;
  initiative?: "unstated" | "proposer" | "recipient" | "mutual" | null;
  /** Empty: as they stand. */
  languages?: Array<string>;
  format?: "no-interpreters" | "consecutive" | null;
  /** Repeats of voice frames: 2, or 4 on bad links. */
  voice_depth?: number | null;
  /** The other side accepts before this or not at all. */
  answer_by?: When | null;
};

export type NameDelegation = {
  round: string;
  form: DelegationForm;
  despite?: boolean;
};

export type NamedDate = {
  start: string;
  zone: string;
  overlap?: Reading | null;
};

export type NextStep = "ask-officers" | "wait-for-them" | "add-other-side" | "look-at-list" | "decide-again" | "another-role" | "change-it" | "fewer-words" | "look-at-versions" | "close-bracket" | "another-person" | "ask-author" | "change-or-reason" | "wait-for-agreement" | "load-again" | "another-reader" | "ask-by-other-means" | "say-which-of-two" | "another-time" | "later-or-none" | "within-two-weeks" | "when-it-has-been" | "end-after-beginning" | "look-at-kept" | "leadership-does" | "fill-in" | "choose-another" | "approve-without-reason" | "notes-of-one-contact" | "say-which-holds" | "another-browser" | "right-file" | "make-request-again" | "make-for-this-side" | "file-in-person" | "officers-in-order" | "days-or-roles" | "right-press-key";

/** Why a record changes nothing. */
export type NoEffectWhy = "no-terms" | "founded" | "unseen" | "too-many-offers" | "expired" | "nothing-to-answer" | "closed" | "other-noun" | "fixed" | "too-many" | "no-facts" | "others-to-do" | "early" | "late" | "again" | "withdrawn" | "not-for-duty";

/** The own side's note of a contact. */
export type NoteForm = {
  text: string;
  /** In the side's own words. */
  classification: string;
  /** Who is to have it. */
  distribution?: Array<string>;
  keep_until?: When | null;
};

/** A call at once, from duty officer to duty officer. */
export type NowForm = {
  /** Minutes until it begins; the other side's duty officer takes it before. */
  within_min: number;
  duration_min: number;
  /** As agreed last, unless said. */
  zone?: string | null;
  other_zone?: string | null;
  languages?: Array<string>;
  format: "no-interpreters" | "consecutive";
};

export type OfCard = {
  card: string;
  remarks?: string;
};

export type OfContact = {
  contact: string;
};

export type OfContactWithReason = {
  contact: string;
  /** Sealed to the leadership of both sides. */
  reason?: string | null;
};

export type OfDraft = {
  draft: string;
};

export type OfExchange = {
  exchange: string;
};

export type OfJointStatement = {
  joint_statement: string;
};

export type OfJointStatementWithReason = {
  joint_statement: string;
  /** Sealed to the staff of both sides. */
  reason?: string | null;
};

export type OfLine = {
  line: string;
};

/** A link of one's own side. */
export type OfLink = {
  track: string;
  link: string;
};

/** Of either channel. */
export type OfMessage = {
  message: string;
};

export type OfMinutes = {
  minutes: string;
};

export type OfMinutesWithReason = {
  minutes: string;
  /** Sealed to the leadership of both sides. */
  reason?: string | null;
};

export type OfNote = {
  note: string;
};

export type OfPaper = {
  paper: string;
};

export type OfRound = {
  round: string;
};

export type OfRoundWithReason = {
  round: string;
  /** Sealed to the leadership of both sides. */
  reason?: string | null;
};

export type OfSilence = {
  silence: string;
};

export type OfSilenceWithReason = {
  silence: string;
  /** Sealed to the leadership of both sides. */
  reason?: string | null;
};

export type OfTrack = {
  track: string;
};

export type OpenExchange = {
  /** Both lodge before. */
  until: When;
};

export type OpenNote = {
  note: string;
  /** Though this person isn't on its distribution list; the access log says so. */
  off_list?: boolean;
};

export type OutcomeForm = {
  /** The item's title. */
  item: string;
  outcome: "agreed" | "ad-referendum" | "bracketed" | "deferred";
  text?: string;
};

/** An item of a contact that was held elsewhere, and the state in which it left it. */
export type OutsideItem = {
  title: string;
  state: "open" | "closed";
};

export type PairForm = {
  first: string;
  second: string;
};

/** A paper to be handed over. Attachments come beside it. */
export type PaperForm = {
  /** A reply is made to a paper of the other side. */
  kind: "proposal" | "position" | "chairs-text" | "reply";
  title: string;
  text: string;
  languages?: Array<string>;
  /** Over the line it goes to the other side alone; others are named and have it by other ways. */
  recipients?: Array<string>;
  reply_by?: When | null;
};

export type ParticipantForm = {
  /** Of our side. */
  own: boolean;
  role: "principal" | "sherpa" | "duty-officer" | "interpreter" | "note-taker" | "press-officer" | "administrator" | "security-officer" | "archivist";
  name: string;
};

/** What is claimed of others' position. */
export type PositionClaim = {
  of: Array<string>;
  /** That nothing is known is no claim. */
  common_line: "not-known" | "none" | "given";
};

/** What a member holds. */
export type PositionForm = {
  member: string;
  stance: "in-favour" | "against" | "undecided" | "not-known" | "own-words";
  /** Its own words, as far as they are known. */
  words?: string;
  source?: SourceForm | null;
  /** It is a new member. */
  joins?: boolean;
};

/** A message about the contact that a statement says will come. */
export type PromiseForm = {
  by: When;
  /** Any office of this side, unless said. */
  office?: string | null;
};

export type ProposeContact = {
  form: ContactForm;
  despite?: boolean;
};

export type ProposeJointStatement = {
  form: JointForm;
};

export type ProposeMinutes = {
  round: string;
  form: MinutesForm;
};

export type ProposeRound = {
  form: RoundForm;
  despite?: boolean;
};

/** Which of two equal clock readings is meant. */
export type Reading = "earlier" | "later";

/** `reason` names it. */
export type Reason =
  | { "reason": "not-accredited" }
  | { "reason": "no-audience", class: string }
  | { "reason": "stale-audience", class: string }
  | { "reason": "no-other-side" }
  | { "reason": "no-such", noun: string, id: string }
  | { "reason": "without-effect", why: NoEffectWhy }
  | { "reason": "nothing-to-answer" }
  | { "reason": "no-such-offer" }
  | { "reason": "own-offer" }
  | { "reason": "others-offer" }
  | { "reason": "offer-closed", answer: string }
  | { "reason": "offer-expired" }
  | { "reason": "fixed-date" }
  | { "reason": "role-missing" }
  | { "reason": "wrong-phase", phase: string }
  | { "reason": "duration", minutes: number, most: number }
  | { "reason": "terms-locals" }
  | { "reason": "local-differs", zone: string, read: string, is: string }
  | { "reason": "terms-start" }
  | { "reason": "terms-too-long" }
  | { "reason": "voice-depth" }
  | { "reason": "differs" }
  | { "reason": "no-version", number: number, count: number }
  | { "reason": "bracket-nested", outer: number, inner: number }
  | { "reason": "bracket-open", line: number }
  | { "reason": "bracket-unopened", line: number }
  | { "reason": "brackets-too-many", most: number }
  | { "reason": "too-long" }
  | { "reason": "own-draft" }
  | { "reason": "unapproved" }
  | { "reason": "unreviewed" }
  | { "reason": "not-listed" }
  | { "reason": "contradicts" }
  | { "reason": "round-not-agreed" }
  | { "reason": "round-not-cleared" }
  | { "reason": "kind-refuses", kind: string }
  | { "reason": "kind-wants", kind: string }
  | { "reason": "kind-topic", kind: string, topic: string }
  | { "reason": "kind-party" }
  | { "reason": "kind-no-round" }
  | { "reason": "unrecorded-expired" }
  | { "reason": "unrecorded-too-long" }
  | { "reason": "unreadable" }
  | { "reason": "record-missing" }
  | { "reason": "sealed-to-others" }
  | { "reason": "damaged" }
  | { "reason": "unknown-zone", zone: string }
  | { "reason": "not-a-civil-time", text: string }
  | { "reason": "time-gap", civil: string, zone: string }
  | { "reason": "time-overlap", civil: string, zone: string }
  | { "reason": "past", text: string }
  | { "reason": "still-to-come" }
  | { "reason": "not-here", id: string }
  | { "reason": "agenda-sealed" }
  | { "reason": "line-break" }
  | { "reason": "line-empty" }
  | { "reason": "control-characters" }
  | { "reason": "no-date" }
  | { "reason": "ends-first" }
  | { "reason": "head-wanted" }
  | { "reason": "no-link" }
  | { "reason": "link-to-itself" }
  | { "reason": "text-wanted" }
  | { "reason": "no-such-person", id: string }
  | { "reason": "shift-ends-first", until: string }
  | { "reason": "reply-to-own" }
  | { "reason": "no-such-item", item: string }
  | { "reason": "outcome-twice", item: string }
  | { "reason": "outcome-missing", item: string }
  | { "reason": "expires-too-soon", text: string }
  | { "reason": "lasts-too-long", text: string }
  | { "reason": "replaced" }
  | { "reason": "task-is", state: string }
  | { "reason": "different-contacts" }
  | { "reason": "different-classifications", all: string }
  | { "reason": "no-day", day: string, zone: string }
  | { "reason": "not-known-claimed" }
  | { "reason": "no-contradiction" }
  | { "reason": "report-lacks" }
  | { "reason": "source-wanted" }
  | { "reason": "member-twice", name: string }
  | { "reason": "member-already", name: string }
  | { "reason": "no-member", name: string, of: string }
  | { "reason": "own-words-wanted" }
  | { "reason": "reply-words-wanted" }
  | { "reason": "no-random-numbers" }
  | { "reason": "file-unread" }
  | { "reason": "request-unfit" }
  | { "reason": "request-of-other-side" }
  | { "reason": "half-signed-unfit" }
  | { "reason": "not-an-officer" }
  | { "reason": "accreditation-roles" }
  | { "reason": "accreditation-validity" }
  | { "reason": "accreditation-unfit" }
  | { "reason": "press-key-damaged" }
  | { "reason": "press-key-another" };

export type ReleaseDraft = {
  draft: string;
  /** The press key's file, and its passphrase. */
  press_key: Secret;
  passphrase: Secret;
};

/**
 * A statement, readout, announcement, answer, holding line, correction or withdrawal. What it doesn't
 * claim it is silent about.
 */
export type ReleaseForm = {
  kind: "statement" | "readout" | "correction" | "withdrawal" | "joint-statement" | "announcement" | "answer" | "holding-line";
  occasion: "briefing" | "answer" | "release" | "interview";
  /** Contact, round, paper or track. */
  subject: string;
  /** Whose position it is about, of who isn't on this line. */
  party?: string | null;
  /** Of an answer: what was asked. */
  question?: string | null;
  /** Who speaks. */
  office: string;
  title: string;
  text: string;
  languages?: Array<string>;
  /** Nobody sees it before. */
  embargo?: When | null;
  facts?: FactsForm;
  round?: RoundFactsForm | null;
  promises?: PromiseForm | null;
  /** What a correction or withdrawal is about: its name on the press site. */
  about?: string | null;
  /** The internal record that it makes public. */
  discloses?: string | null;
  position?: PositionClaim | null;
};

export type ReleaseJointStatement = {
  joint_statement: string;
  /** Who publishes it. */
  office: string;
  press_key: Secret;
  passphrase: Secret;
};

export type ReplyToPaper = {
  paper: string;
  form: TextForm;
};

/** An act of a counterpart as it was heard of. */
export type ReportForm = {
  act: "proposal" | "acceptance" | "decline" | "postponement" | "cancellation" | "paper" | "round-date" | "head-of-delegation" | "other";
  /** Whose act it is. */
  of: string;
  told_by: string;
  /** From where, by which channel. */
  source: string;
  heard: When;
  /** A paper's title, a round's place, a head's name and office. */
  what?: string;
  text?: string;
  /** A date that was named, as clocks in `zone` show it. */
  date?: NamedDate | null;
};

export type RetainNote = {
  note: string;
  until: When;
};

export type ReviewNote = {
  note: string;
  /** Empty: nothing to remark. */
  remarks?: string;
};

export type RevisePaper = {
  paper: string;
  form: RevisionForm;
};

/** A newer version of a paper; what isn't said is as before. */
export type RevisionForm = {
  title?: string | null;
  text: string;
  languages?: Array<string>;
  recipients?: Array<string>;
  reply_by?: When | null;
  /** Without the files attached before. */
  no_attachments?: boolean;
};

export type RevokeDevice = {
  device: string;
};

/** What a counter changes in the terms that it answers, or in the agreed ones. */
export type RoundCounterForm = {
  title?: string | null;
  place?: string | null;
  start?: string | null;
  /** As long after the start as before, unless said. */
  end?: string | null;
  place_zone?: string | null;
  zone?: string | null;
  other_zone?: string | null;
  overlap?: Reading | null;
  more?: MoreRoundTerms;
};

/** What a text claims of a round. */
export type RoundFactsForm = {
  round: string;
  place?: string | null;
  date?: DayForm | null;
  other_date?: "none" | "possible" | null;
  /** Office of who leads the own delegation. */
  own_head?: string | null;
  other_head?: string | null;
  /** The contact that must be over before it begins. */
  preceded_by?: string | null;
  purpose?: string | null;
};

/** A round to be proposed. */
export type RoundForm = {
  title: string;
  place: string;
  /** As clocks at the place show it. */
  start: string;
  end: string;
  place_zone: string;
  /** The own capital's. */
  zone: string;
  other_zone: string;
  overlap?: Reading | null;
  more?: MoreRoundTerms;
};

export type SayCommonReply = {
  coalition: string;
  form: CommonReplyForm;
};

export type SayPosition = {
  coalition: string;
  form: PositionForm;
};

/** What a page had from its person and keeps nowhere. */
export type Secret = string;

export type SendMessage = {
  form: MessageForm;
};

export type SendUnrecorded = {
  form: UnrecordedForm;
};

/** A sitting, in the place's time. */
export type SessionForm = {
  start: string;
  end: string;
  format: "bilateral" | "multilateral" | "restricted" | "expanded" | "tete-a-tete";
  title: string;
};

export type SetShifts = {
  form: ShiftsForm;
  /** The list that it was made from, whose place it takes; none where none was there. */
  instead_of?: string | null;
};

export type SettleTask = {
  task: string;
  state: "open" | "done" | "dropped";
};

export type ShiftForm = {
  person: string;
  from: When;
  until: When;
};

/** Who is on duty when, in the order in which they are called. */
export type ShiftsForm = {
  shifts: Array<ShiftForm>;
};

export type SignRequest = {
  /** The request's text, as the person brought it. */
  request: string;
  /** For how long; a year, unless said. */
  days?: number | null;
};

/** A text that stands at its expiry unless the other side objects before. */
export type SilenceForm = {
  title: string;
  text: string;
  /** As clocks in `zone` show it; an hour from now at the earliest. */
  expires: string;
  /** The own side's time zone. */
  zone: string;
  other_zone: string;
  overlap?: Reading | null;
};

/** From whom something is known, and since when. */
export type SourceForm = {
  source: string;
  heard: When;
};

/** What somebody of the own side has to do. */
export type TaskForm = {
  owner: string;
  text: string;
  due?: When | null;
};

/** A reply, or a paper to be lodged. */
export type TextForm = {
  title: string;
  text: string;
  languages?: Array<string>;
};

/** A courtesy translation beside the original. */
export type TranslationForm = {
  language: string;
  text: string;
  translator?: string | null;
};

/** A sounding or a non-paper. */
export type UnrecordedForm = {
  title?: string | null;
  text: string;
  languages?: Array<string>;
  /** When the other side's node forgets it; in two days, unless said. */
  expires?: When | null;
  /** The other side's that it answers. */
  answers?: string | null;
};

/** `warning` names it. */
export type Warning =
  | { "warning": "start-past" }
  | { "warning": "order", first: string | null, second: string | null }
  | { "warning": "same-time", one: string | null, other: string | null }
  | { "warning": "circle", all: Array<string | null> }
  | { "warning": "person-elsewhere", person: string, other: string | null }
  | { "warning": "holiday", own: boolean, text: string }
  | { "warning": "contradiction", fact: string, claimed: string, signed: string }
  | { "warning": "nothing-to-compare" }
  | { "warning": "still-waits", subject: string }
  | { "warning": "last-security-officer" };

/** A moment that somebody names. */
export type When = string | Clocks;

export type WriteNote = {
  /** Contact or round. */
  about: string;
  form: NoteForm;
  /** Drafts whose place it takes. */
  instead_of?: Array<string>;
};
