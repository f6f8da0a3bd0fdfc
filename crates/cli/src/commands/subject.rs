//! What commands about subjects other than contacts have in common: one by its first digits, a record
//! posted, whose answer is awaited, and the rules' refusals in the noun's own words.

use client::{
    Desk, DeskError,
    view::{conflict::ShownConflict, subject::subjects_of},
};
use domain::{AudienceClass, Noun, Record, SubjectId};
use serde::Serialize;
use std::collections::BTreeMap;

use super::{Acting, conflicts::conflict_in_words, terms_options::find_id};
use crate::{
    CliError, Context, Report,
    api::{self, Session},
};

/// Something was said about a subject, and is in the log.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// `propose`, `link`, …
    pub what: String,
    /// The subject under its noun's name: `{"round": …}`.
    #[serde(flatten)]
    pub subject: BTreeMap<&'static str, SubjectId>,
    pub record: String,
    pub seq: u64,
    /// Where it stands now, for what both sides have to agree on.
    pub phase: Option<String>,
    /// It was sent in spite of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ShownConflict>,
}

impl Said {
    /// What it was said about.
    pub fn of(&self, noun: Noun) -> Option<SubjectId> {
        self.subject.get(noun.name()).copied()
    }
}

impl Report for Said {
    fn human(&self) -> String {
        let done = format!("{}: done, entry {} of this side's log", self.what, self.seq);
        let subject = self.subject.iter();
        let subject = subject.map(|(noun, id)| format!("\n{noun:<9}{id}"));
        let phase = self.phase.iter().map(|phase| format!("\nphase    {phase}"));
        let despite = self.conflicts.iter();
        let despite = despite.map(|one| format!("\ndespite  {}", conflict_in_words(one)));
        subject
            .chain(phase)
            .chain(despite)
            .fold(done, |all, one| all + &one)
    }
}

/// A desk of a device that reads what leadership alone reads.
pub async fn desk_to_read<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let roles = AudienceClass::Leadership.roles();
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles)?;
    api::open_desk(context, &name).await
}

/// Posts a record and tells where that leaves its subject.
pub async fn post(
    session: &mut Session<'_>,
    desk: &mut Desk,
    what: &str,
    record: &Record,
) -> Result<Said, CliError> {
    let seq = session.post_record(record).await?;
    session.sync(desk).await?;
    let subject = record.header.subject;
    let noun = record.noun().map_or("subject", Noun::name);
    let folded = desk.subject(subject);
    let phase = folded.and_then(|folded| folded.phase());
    Ok(Said {
        what: what.to_owned(),
        subject: [(noun, subject)].into(),
        record: record.id.to_string(),
        seq,
        phase: phase.map(|phase| phase.to_string()),
        conflicts: Vec::new(),
    })
}

/// The subject of one of these nouns whose id this is, or begins with this.
pub fn find_subject(desk: &Desk, nouns: &[Noun], text: &str) -> Result<SubjectId, CliError> {
    let names: Vec<&str> = nouns.iter().map(|noun| noun.name()).collect();
    let subjects = subjects_of(desk, nouns);
    let ids: Vec<String> = subjects.iter().map(ToString::to_string).collect();
    let lists: Vec<String> = names
        .iter()
        .map(|name| format!("`detente {name} list`"))
        .collect();
    let at = find_id(&names.join(" or "), text, &ids, &lists.join(", "))?;
    Ok(subjects[at])
}

/// A desk's refusal, told in the noun's own words: the rules say "contact" where they were written for
/// contacts first.
pub fn refusal(noun: Noun) -> impl Fn(DeskError) -> CliError {
    move |error| {
        let speaks_of_contacts = matches!(
            error,
            DeskError::NothingToAnswer | DeskError::Answer(_) | DeskError::Rejected(_)
        );
        let error = CliError::from(error);
        if !speaks_of_contacts {
            return error;
        }
        let name = noun.name();
        let told = |text: &str| {
            let text = text.replace("CONTACT", &name.to_uppercase());
            text.replace("contact", name)
        };
        CliError {
            cause: told(&error.cause),
            next: told(&error.next),
            ..error
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_name_the_noun_and_its_own_command() {
        let told = refusal(Noun::Round)(DeskError::NothingToAnswer);
        assert_eq!(told.cause, "nothing waits for your answer in this round");
        assert_eq!(
            told.next,
            "`detente round show ROUND` tells whose answer is awaited"
        );
        assert_eq!(told.code, "nothing-to-answer");
        let told = refusal(Noun::Minutes)(DeskError::TooLong);
        assert_eq!(told, CliError::from(DeskError::TooLong));
    }
}
