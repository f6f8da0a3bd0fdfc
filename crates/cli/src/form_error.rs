//! What is wrong with the options of a command, and which option helps.

use client::form::FormError;
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
                    _ => "say when it was heard; a date that was named goes to --date",
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
            FormError::Random(_) => Self::failed(
                code,
                cause,
                "the operating system gives no random bytes; repair that first",
            ),
            FormError::Desk(error) => error.into(),
        }
    }
}
