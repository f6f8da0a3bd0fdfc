//! What a person does next where something can't be done: a code for pages, a sentence for whoever has no
//! words of their own for it.

use serde::Serialize;

macro_rules! steps {
    ($($step:ident $text:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum NextStep { $($step),+ }

        impl NextStep {
            pub fn text(self) -> &'static str {
                match self { $(Self::$step => $text),+ }
            }
        }
    };
}

steps!(
    AskOfficers "ask an administrator and a security officer",
    WaitForThem "wait until one of those people has signed in once",
    AddOtherSide "the administrator adds the other side's credentials",
    LookAtList "look at the list",
    DecideAgain "look at what was signed since, and decide again",
    AnotherRole "somebody of your side with another role does this",
    ChangeIt "change what the sentence names",
    FewerWords "say it in fewer words",
    LookAtVersions "look at the paper's versions",
    CloseBracket "close it, or write a backslash before a bracket that is an ordinary sign",
    AnotherPerson "ask another person of your side",
    AskAuthor "ask the note's author",
    ChangeOrReason "change the text, or give a reason that a second person confirms",
    WaitForAgreement "wait until it is agreed and cleared",
    LoadAgain "load the page again; if it stays, tell your administrator",
    AnotherReader "somebody of your side with another role reads it; a new device has its keys once another that holds them is here",
    AskByOtherMeans "don't act on it; ask its author by other means",
    SayWhichOfTwo "say which of the two is meant",
    AnotherTime "choose another day, time or zone",
    LaterOrNone "choose a later moment, or none",
    WithinTwoWeeks "choose a moment within the next 14 days",
    WhenItHasBeen "enter it when it has been",
    EndAfterBeginning "choose an end after the beginning",
    LookAtKept "look at what was kept since, and decide again",
    LeadershipDoes "somebody of leadership or its aides does this",
    FillIn "fill it in",
    ChooseAnother "choose another",
    ApproveWithoutReason "approve it without a reason",
    NotesOfOneContact "choose notes of one contact",
    SayWhichHolds "say which holds for the whole",
    AnotherBrowser "use another browser",
    RightFile "take the right file, or ask for it again",
    MakeRequestAgain "let the person make it again in their browser",
    MakeForThisSide "let the person make it for this side",
    FileInPerson "ask the administrator for the file again, in person",
    OfficersInOrder "the administrator signs first, then the security officer",
    DaysOrRoles "change days or roles",
    RightPressKey "take the press key's right file",
);
