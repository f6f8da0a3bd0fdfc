//! What is known of others by hearsay: a counterpart's acts, a coalition's positions.

use domain::{
    Coalition, CommonLine, CommonReply, Heard, InternalKind, InternalRecord, MemberPosition,
    RecordId, Reported, ReportedAct, ReportedDate, Stance,
};
use serde::Deserialize;

use super::{FormError, Reading, When, Word, civil_unix_ms};
use crate::Desk;

const STILL_TO_COME: &str = "nobody has heard it yet";

/// An act of a counterpart as it was heard of.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct ReportForm {
    pub act: Word<ReportedAct>,
    /// Whose act it is.
    pub of: String,
    pub told_by: String,
    /// From where, by which channel.
    pub source: String,
    pub heard: When,
    /// A paper's title, a round's place, a head's name and office.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub what: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub text: String,
    /// A date that was named, as clocks in `zone` show it.
    pub date: Option<NamedDate>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct NamedDate {
    pub start: String,
    pub zone: String,
    pub overlap: Option<Reading>,
}

impl ReportForm {
    /// A report that says what it must.
    pub fn made(&self, now_unix_ms: i64) -> Result<Reported, FormError> {
        let act = self.act.0;
        for (field, text) in [
            ("of", &self.of),
            ("told-by", &self.told_by),
            ("source", &self.source),
        ] {
            if text.trim().is_empty() {
                return Err(FormError::ReportLacks { act, field });
            }
        }
        let heard_unix_ms = self.heard.had_come("heard", STILL_TO_COME, now_unix_ms)?;
        let date = |date: &NamedDate| {
            Ok::<_, FormError>(ReportedDate {
                start_unix_ms: civil_unix_ms(&date.start, &date.zone, date.overlap)?,
                zone: date.zone.clone(),
            })
        };
        let reported = Reported {
            act,
            of: self.of.clone(),
            told_by: self.told_by.clone(),
            source: self.source.clone(),
            heard_unix_ms,
            what: self.what.clone(),
            text: self.text.clone(),
            date: self.date.as_ref().map(date).transpose()?,
        };
        match reported.lacks() {
            Some(field) => Err(FormError::ReportLacks { act, field }),
            None => Ok(reported),
        }
    }
}

/// From whom something is known, and since when.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SourceForm {
    pub source: String,
    pub heard: When,
}

/// What is known has a source; what isn't has none.
fn heard(
    source: Option<&SourceForm>,
    known: bool,
    now_unix_ms: i64,
) -> Result<Option<Heard>, FormError> {
    match (source, known) {
        (_, false) => Ok(None),
        (None, true) => Err(FormError::SourceWanted),
        (Some(form), true) => Ok(Some(Heard {
            source: form.source.clone(),
            at_unix_ms: form.heard.had_come("heard", STILL_TO_COME, now_unix_ms)?,
        })),
    }
}

/// A coalition with its members.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct CoalitionForm {
    pub name: String,
    pub members: Vec<MemberForm>,
    pub source: Option<SourceForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MemberForm {
    pub member: String,
    pub stance: Word<Stance>,
}

/// What a member holds.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct PositionForm {
    pub member: String,
    pub stance: Word<Stance>,
    /// Its own words, as far as they are known.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub words: String,
    pub source: Option<SourceForm>,
    /// It is a new member.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub joins: bool,
}

/// What a coalition replied as one, or that it has no common line.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct CommonReplyForm {
    pub common_line: Word<CommonLine>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub text: String,
    pub source: Option<SourceForm>,
}

impl CoalitionForm {
    pub fn made(&self, now_unix_ms: i64) -> Result<Coalition, FormError> {
        let mut members: Vec<MemberPosition> = Vec::new();
        for MemberForm { member, stance } in &self.members {
            if members.iter().any(|known| known.member == *member) {
                return Err(FormError::MemberTwice(member.clone()));
            }
            let known = stance.0 != Stance::NotKnown;
            members.push(MemberPosition {
                member: member.clone(),
                stance: stance.0,
                words: String::new(),
                heard: heard(self.source.as_ref(), known, now_unix_ms)?,
            });
        }
        Ok(Coalition {
            name: self.name.clone(),
            members,
            reply: CommonReply::not_known(),
        })
    }
}

impl PositionForm {
    /// What is said of a member, before it is known whether it is one.
    fn said(&self, now_unix_ms: i64) -> Result<MemberPosition, FormError> {
        let stance = self.stance.0;
        if stance == Stance::OwnWords && self.words.trim().is_empty() {
            return Err(FormError::OwnWordsWanted);
        }
        Ok(MemberPosition {
            member: self.member.clone(),
            stance,
            words: self.words.clone(),
            heard: heard(
                self.source.as_ref(),
                stance != Stance::NotKnown,
                now_unix_ms,
            )?,
        })
    }

    pub fn check(&self, now_unix_ms: i64) -> Result<(), FormError> {
        self.said(now_unix_ms).map(drop)
    }

    fn enter(&self, all: &mut Coalition, now_unix_ms: i64) -> Result<(), FormError> {
        let said = self.said(now_unix_ms)?;
        let place = all.members.iter().position(|one| one.member == self.member);
        match (place, self.joins) {
            (Some(place), false) => all.members[place] = said,
            (None, true) => all.members.push(said),
            (Some(_), true) => return Err(FormError::MemberAlready(self.member.clone())),
            (None, false) => {
                let members = all.members.iter().map(|one| one.member.clone());
                return Err(FormError::NoMember {
                    member: self.member.clone(),
                    of: all.name.clone(),
                    members: members.collect(),
                });
            }
        }
        Ok(())
    }
}

impl CommonReplyForm {
    pub fn made(&self, now_unix_ms: i64) -> Result<CommonReply, FormError> {
        let line = self.common_line.0;
        if line == CommonLine::Given && self.text.trim().is_empty() {
            return Err(FormError::ReplyWordsWanted);
        }
        Ok(CommonReply {
            line,
            words: self.text.clone(),
            heard: heard(
                self.source.as_ref(),
                line != CommonLine::NotKnown,
                now_unix_ms,
            )?,
        })
    }
}

impl Desk {
    /// Says what a member of a coalition holds; the newest stands, the earlier ones stay.
    pub fn say_position(
        &self,
        coalition: RecordId,
        form: &PositionForm,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, FormError> {
        self.change_coalition(coalition, now_unix_ms, |all| form.enter(all, now_unix_ms))
    }

    /// Says what a coalition replied as one.
    pub fn say_common_reply(
        &self,
        coalition: RecordId,
        form: &CommonReplyForm,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, FormError> {
        let reply = form.made(now_unix_ms)?;
        self.change_coalition(coalition, now_unix_ms, |all| {
            all.reply = reply;
            Ok(())
        })
    }

    /// Takes the place of the entry that stands with one that says something else.
    fn change_coalition(
        &self,
        coalition: RecordId,
        now_unix_ms: i64,
        change: impl FnOnce(&mut Coalition) -> Result<(), FormError>,
    ) -> Result<InternalRecord, FormError> {
        let standing = self.standing_internal::<Coalition>(InternalKind::Coalition);
        let mut standing = standing.into_iter();
        let found = standing.find(|(record, _)| record.id() == coalition);
        let (record, mut all) = found.ok_or(FormError::Replaced)?;
        change(&mut all)?;
        let about = record.header().subject;
        Ok(self.enter_coalition(about, &all, vec![coalition], now_unix_ms)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_wants_a_source() {
        let now_unix_ms = 1_894_089_600_000;
        let some = |heard: &str| {
            Some(SourceForm {
                source: "embassy".into(),
                heard: When::At(heard.into()),
            })
        };
        for (source, known, wanted) in [
            (None, false, Ok(None)),
            (None, true, Err("source-wanted")),
            (some("2030-01-08T08:00:00Z"), true, Ok(Some(now_unix_ms))),
            // Nothing is known: the source is of the others that are named beside it.
            (some("2030-01-08T08:00:00Z"), false, Ok(None)),
            (some("2030-01-08T08:00:01Z"), true, Err("time")),
        ] {
            let heard = heard(source.as_ref(), known, now_unix_ms);
            let heard = heard.map(|heard| heard.map(|heard| heard.at_unix_ms));
            assert_eq!(heard.map_err(|error| error.code()), wanted, "{source:?}");
        }
    }
}
