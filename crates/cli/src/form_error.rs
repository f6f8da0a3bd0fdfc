//! What is wrong with the options of a command, and which option helps.

use client::{ArmorError, enrolment::EnrolmentError, form::FormError};
use domain::{CivilTimeError, DocumentError};

use crate::CliError;

impl From<FormError> for CliError {
    fn from(error: FormError) -> Self {
        let (code, cause) = (error.code(), error.to_string());
        let usage = |next: &str| Self::usage(code, &cause, next);
        match error {
            FormError::Time(error) => usage(match error {
                CivilTimeError::UnknownZone(_) => "name the zone, such as Europe/Moscow",
                CivilTimeError::NotACivilTime(_) => "write it as 2021-12-30T23:30",
                CivilTimeError::Gap { .. } => "say a time that clocks there show that day",
                CivilTimeError::Overlap { .. } => "add --overlap earlier or --overlap later",
            }),
            FormError::NotAMoment { field, text } => Self::usage(
                code,
                format!("--{field} `{text}` isn't a moment"),
                "write it with its offset: 2021-12-31T01:00:00+03:00",
            ),
            FormError::Past { field, text, past } => Self::usage(
                code,
                format!("--{field} `{text}` is past: {past}"),
                match field {
                    "until" | "release-at" => "name a later moment",
                    _ => "name a later moment, or leave it out",
                },
            ),
            FormError::StillToCome { field, to_come } => Self::usage(
                code,
                format!("--{field} is still to come: {to_come}"),
                match field {
                    "start" => {
                        "enter it when it was; what is only planned is entered with `detente report enter --act proposal`"
                    }
                    _ => "say when it was heard",
                },
            ),
            FormError::NoSuch { .. } => {
                Self::failed(code, cause, "list what there is, then name one of it")
            }
            FormError::SealedAgenda => Self::refused(
                code,
                cause,
                "carry over with a device of leadership or its aides",
            ),
            FormError::Document(error) => match error {
                DocumentError::OneLine(_) => usage("write it on one line"),
                DocumentError::Empty(field) => usage(&format!("say it: --{field}")),
                DocumentError::ControlCharacters => usage("save it as plain text (UTF-8)"),
            },
            FormError::NoDate => usage("name a date of this calendar"),
            FormError::EndsFirst => usage("name an --end after the --start"),
            FormError::HeadWanted => usage("`detente round delegation ROUND --head NAME=OFFICE`"),
            FormError::NoLink => {
                usage("--holds SUBJECT, --must-precede FIRST SECOND or --may-affect FIRST SECOND")
            }
            FormError::ToItself => usage("name two of them"),
            FormError::TextWanted(_) => usage("--text TEXT or --file FILE"),
            FormError::NoPerson(_) => Self::failed(code, cause, "`detente person list`"),
            FormError::ShiftEndsFirst { .. } => usage("name the beginning first, then a later end"),
            FormError::ReplyToPaper => usage("`detente paper reply PAPER`"),
            FormError::NoSuchItem(_) => usage("`detente round show ROUND` has the items"),
            FormError::OutcomeTwice(_) => usage("say one of them"),
            FormError::OutcomeMissing(title) => usage(&format!(
                "--outcome \"{title}=agreed\", ad-referendum, bracketed or deferred"
            )),
            FormError::ExpiresTooSoon(text) => Self::usage(
                code,
                format!(
                    "--expires `{text}` leaves less than an hour: the other side couldn't object"
                ),
                "name a later moment",
            ),
            FormError::LastsTooLong(text) => Self::usage(
                code,
                format!("--expires `{text}` is past, or further away than 14 days"),
                "name a moment within the next 14 days, or leave it out",
            ),
            FormError::Replaced => {
                Self::refused(code, cause, "list what there is: one of it stands")
            }
            FormError::TaskIs(_) => Self::refused(code, cause, "`detente task list`"),
            FormError::DifferentContacts => {
                usage("merge drafts of one contact: `detente record list` says of which each is")
            }
            FormError::DifferentClassifications(_) => {
                usage("say which holds for the whole: --classification WORD")
            }
            FormError::NoDay { .. } => usage("such as --date 2022-01-10 --date-zone Europe/Zurich"),
            FormError::NotKnownClaimed => usage("it is none or given"),
            FormError::NoContradiction => usage("approve it without --contradiction-reason"),
            FormError::ReportLacks { act, field } => Self::usage(
                code,
                format!("a report of this kind ({act}) says nothing without --{field}"),
                format!("add --{field}; `detente report enter --help` has examples"),
            ),
            FormError::SourceWanted => usage("add --source and --heard, or say not-known"),
            FormError::MemberTwice(_) => usage("name each member once"),
            FormError::MemberAlready(_) => usage("say its position without --joins"),
            FormError::NoMember { members, .. } => Self::failed(
                code,
                cause,
                format!(
                    "its members are {}; with --joins it becomes one",
                    members.join(", ")
                ),
            ),
            FormError::OwnWordsWanted => usage("add --words, or name another stance"),
            FormError::ReplyWordsWanted => usage("add --text, or say --common-line none"),
            FormError::Random(_) => Self::failed(
                code,
                cause,
                "the operating system gives no random bytes; repair that first",
            ),
            FormError::Desk(error) => error.into(),
        }
    }
}

impl From<ArmorError> for CliError {
    fn from(error: ArmorError) -> Self {
        Self::usage(
            "wrong-file",
            error,
            "ask for the file again, or name the right one",
        )
    }
}

impl From<EnrolmentError> for CliError {
    fn from(error: EnrolmentError) -> Self {
        let cause = error.to_string();
        match error {
            EnrolmentError::File(error) => error.into(),
            EnrolmentError::Request(_) => Self::unverified(
                "request",
                cause,
                "let the person make it again on the device",
            ),
            EnrolmentError::OtherSide => Self::refused(
                "other-side",
                cause,
                "let the person make it with this side's credentials",
            ),
            EnrolmentError::HalfSigned(_) => Self::unverified(
                "half-signed",
                cause,
                "ask the administrator for the file again, in person",
            ),
            EnrolmentError::NotAnOfficer | EnrolmentError::Unfit(_) => Self::usage(
                "accreditation",
                cause,
                "change days or roles, or use the officers whom the charter names",
            ),
        }
    }
}
