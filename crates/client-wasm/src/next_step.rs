//! What a person does next where one of the rules refuses: a code for each, which pages put into words.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum NextStep {
    AskOfficers,
    WaitForThem,
    AddOtherSide,
    LookAtList,
    DecideAgain,
    AnotherRole,
    ChangeIt,
    FewerWords,
    LookAtVersions,
    CloseBracket,
    AnotherPerson,
    AskAuthor,
    ChangeOrReason,
    WaitForAgreement,
    LoadAgain,
    AnotherReader,
    AskByOtherMeans,
    SayWhichOfTwo,
    AnotherTime,
    LaterOrNone,
    WithinTwoWeeks,
    WhenItHasBeen,
    EndAfterBeginning,
    LookAtKept,
    LeadershipDoes,
    FillIn,
    ChooseAnother,
    ApproveWithoutReason,
    NotesOfOneContact,
    SayWhichHolds,
    AnotherBrowser,
    RightFile,
    MakeRequestAgain,
    MakeForThisSide,
    FileInPerson,
    OfficersInOrder,
    DaysOrRoles,
    RightPressKey,
}
