//! The release of a joint statement; its text is agreed in [`crate::agreements`].

use domain::{
    AgreementPhase, JointStatement, JointText, Kind, NoEffect, Noun, Offered, Record, RecordId,
    Release, SubjectId,
};
use e2ee::{Secret, seal::SALT_LEN};
use identity::decode_canonical;

use crate::{Desk, DeskError, OpenError, subjects::Saying};

/// What a press device hands to its node: the agreed text, and what shows that it is it.
#[derive(Debug, Clone)]
pub struct JointRelease {
    /// The offer under which both signatures stand.
    pub agreed: RecordId,
    pub release: Release,
    pub salt: Secret<SALT_LEN>,
}

impl Desk {
    pub fn joint_statement(&self, subject: SubjectId) -> Result<JointStatement, DeskError> {
        let joint = self.view.joint_statement(subject);
        joint.ok_or(DeskError::NoSubject(Noun::JointStatement, subject))
    }

    /// The agreed text as this side releases it.
    pub fn joint_release(
        &self,
        subject: SubjectId,
        office: &str,
        now_unix_ms: i64,
    ) -> Result<JointRelease, DeskError> {
        self.may_do(
            Noun::JointStatement,
            Kind::AnnounceRelease,
            None,
            now_unix_ms,
        )?;
        let agreement = self.joint_statement(subject)?.agreement;
        let stands = agreement.phase == AgreementPhase::Agreed;
        let agreed = agreement.agreed.filter(|_| stands);
        let agreed = agreed.ok_or(DeskError::NothingToAnswer)?;
        let record = self.view.record(agreed).ok_or(OpenError::NoRecord)?;
        let class = JointText::audience();
        let (part, digest) = record.part(class).ok_or(OpenError::NotForYou)?;
        let (salt, bytes) = self.open_salted(&record.header_bytes, part, digest, class)?;
        let text: JointText =
            decode_canonical("joint text", bytes.as_bytes(), domain::RECORD_BYTES_MAX)
                .map_err(|error| OpenError::Damaged(error.to_string()))?;
        if Some(text.facts) != agreement.facts {
            return Err(DeskError::FactsDiffer);
        }
        Ok(JointRelease {
            agreed,
            release: text.release(self.own_side(), subject, office),
            salt,
        })
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
