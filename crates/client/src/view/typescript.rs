//! Views as types of TypeScript.

use crate::typescript::Declarations;

const HEAD: &str =
    "// Written by `cargo xtask typescript` from crates/client/src/view: change it there.\n";

/// All types that views are made of.
pub fn declarations() -> String {
    let mut found = Declarations::default();
    add_views(&mut found);
    found.file(HEAD)
}

macro_rules! views {
    ($($noun:ident: $($view:ident),+;)+) => {
        fn add_views(found: &mut Declarations) {
            $($(found.add::<super::$noun::$view>();)+)+
        }
    };
}

// What is shown of each noun: whatever else they are made of follows.
views!(
    alarm: AlarmsView;
    attachment: AttachmentList;
    bracket: BracketsView;
    briefing: CardList, CardView;
    call_sheet: CallSheet;
    coalition: CoalitionList, CoalitionShown;
    conflict: ShownConflict;
    consultation: ConsultationList;
    contact: ContactList, ContactView;
    days: DaysView;
    enrolment: RequestView;
    exchange: ExchangeList, ExchangeView;
    facts: ComparedView, FactsView;
    home: HomeView;
    joint_statement: JointList, JointView;
    line: Status;
    line_to_take: LineList;
    log: LogPageView;
    mandate: MandateList;
    message: MessageList, MessageView;
    message_draft: DraftList;
    minutes: MinutesList, MinutesView;
    open_matter: MatterView;
    paper: PaperDiff, PaperList, PaperView;
    person: People;
    press: PressList;
    press_subject: PressSubjectsView;
    record_of_contact: AccessList, ContactHeader, RecordDiff, RecordList, RecordView;
    report: ReportList, ReportedMatter;
    round: RoundList, RoundView;
    shift: ShiftListView;
    silence: SilenceList, SilenceView;
    staging: Staging, StagingBoard;
    task: TaskList;
    text_diff: OfferDiff;
    thread: ThreadView;
    track: TrackList, TrackView;
    unrecorded: UnrecordedList, UnrecordedView;
);
