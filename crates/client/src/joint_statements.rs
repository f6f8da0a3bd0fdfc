//! The release of a joint statement; its text is agreed in [`crate::agreements`].

use domain::{JointStatement, Kind, NoEffect, Noun, Record, SubjectId};

use crate::{Desk, DeskError, subjects::Saying};

impl Desk {
    pub fn joint_statement(&self, subject: SubjectId) -> Result<JointStatement, DeskError> {
        let joint = self.view.joint_statement(subject);
        joint.ok_or(DeskError::NoSubject(Noun::JointStatement, subject))
    }

    /// Tells the line that this side released the agreed text, under its name on the press site.
    pub fn announce_joint_release(
        &self,
        subject: SubjectId,
        name: &str,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let joint = self.joint_statement(subject)?;
        let agreed = joint.agreement.agreed.ok_or(DeskError::NothingToAnswer)?;
        let release = joint.agreement.facts.map(|facts| facts.release_unix_ms);
        if release.is_some_and(|release| now_unix_ms < release) {
            return Err(DeskError::NoEffect(NoEffect::Early));
        }
        Self::is_done(joint.released.contains_key(&self.own_side()))?;
        let saying = Saying {
            names: Some(agreed),
            open: name.as_bytes().to_vec(),
            ..Saying::new(Noun::JointStatement, Kind::AnnounceRelease, subject)
        };
        self.say(&saying, now_unix_ms)
    }
}
