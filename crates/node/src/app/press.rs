//! Releases: taken with the press key's signature and an approval by a second person, shown when the
//! embargo is over, never changed, corrected only by a further release.

use domain::{
    AgreementPhase, Event, Kind, Promise, PromiseState, Record, Release, ReleaseKind, SubjectId,
    check_document, document_name, promise_state,
};
use identity::{decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use storage::{Batch, Table};
use wire::ReleaseRequest;

use super::{AppError, ErrorCode, NodeCore, Now, Who, archive::time_key, picture};

/// Releases on the press page and in the feed; older ones are in the archive.
pub const PAGE_RELEASES_MAX: usize = 128;
/// Corrections and withdrawals of one release.
pub const NOTICES_MAX: usize = 32;
/// Promises that are listed, the newest.
pub const PROMISES_MAX: usize = 64;
/// Readouts of one contact that are looked at for a promise.
const READOUTS_MAX: usize = 64;
/// Longest signature file.
pub const MINISIG_BYTES_MAX: usize = 2 * 1024;
/// Longest name of a release: its kind and twelve digits.
const NAME_BYTES_MAX: usize = 64;

/// A release as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PressDocument {
    /// The permalink's name.
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub release: Release,
    /// The plain text that is signed.
    #[n(2)]
    pub document: String,
    #[n(3)]
    pub minisig: String,
    #[n(4)]
    pub released_unix_ms: i64,
}

impl PressDocument {
    /// When it is shown.
    pub fn public_from_unix_ms(&self) -> i64 {
        self.release
            .embargo_unix_ms
            .map_or(self.released_unix_ms, |embargo| {
                embargo.max(self.released_unix_ms)
            })
    }
}

/// A release that the public sees, with what was released about it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub document: PressDocument,
    /// Public corrections and withdrawals of it, oldest first.
    pub notices: Vec<PressDocument>,
}

impl Published {
    /// When its text or its notices last changed.
    pub fn updated_unix_ms(&self) -> i64 {
        self.notices
            .iter()
            .chain([&self.document])
            .map(PressDocument::public_from_unix_ms)
            .max()
            .unwrap_or_default()
    }

    pub fn is_withdrawn(&self) -> bool {
        self.notices
            .iter()
            .any(|notice| notice.release.kind == ReleaseKind::Withdrawal)
    }
}

/// A promise and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseView {
    pub contact: SubjectId,
    pub statement: String,
    pub by_unix_ms: i64,
    /// The office that is to release; `None`: any of the side.
    pub office: Option<String>,
    pub state: PromiseState,
}

impl NodeCore {
    /// Takes a release from a press officer; gives the permalink's name. The same document again gets
    /// the same answer.
    pub fn release(
        &mut self,
        now: Now,
        who: Who,
        request: &ReleaseRequest,
    ) -> Result<String, AppError> {
        let release: Release =
            decode_canonical("release", &request.release.0, domain::RECORD_BYTES_MAX)
                .map_err(|error| AppError::malformed(&error))?;
        if !release.fits()
            || request.document.len() > domain::RECORD_BYTES_MAX
            || request.minisig.len() > MINISIG_BYTES_MAX
        {
            return Err(AppError::new(
                ErrorCode::TooLarge,
                "the release is longer than allowed",
            ));
        }
        check_document(&release).map_err(|error| AppError::malformed(&error))?;
        if release.side != self.own {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "a side releases for itself only",
            ));
        }
        let is_joint = release.kind == ReleaseKind::JointStatement;
        if !is_joint {
            release
                .check_kind()
                .map_err(|error| AppError::malformed(&error))?;
        }
        let picture = self.check_picture(&release, request)?;
        let approved = match is_joint {
            true => self.check_joint(now, who, &release, request)?,
            false => self.check_approved(now, &release, request)?,
        };
        let name = document_name(&release, &request.document);
        let released_as = self.text(&draft_key(approved.draft))?;
        match released_as {
            Some(known) if known == name => return Ok(known),
            Some(known) => {
                return Err(AppError::new(
                    ErrorCode::Conflict,
                    format!("this draft is released already, as {known}"),
                ));
            }
            None => {}
        }
        // What both sides signed contradicts nothing that they signed.
        if !is_joint {
            self.check_contradictions(&release, &approved.approval)?;
        }
        self.check_document(now, &release, &approved, &request.document)?;
        self.check_press_signature(&request.document, &request.minisig)?;
        self.check_about(now, &release)?;
        let document = PressDocument {
            name: name.clone(),
            release,
            document: request.document.clone(),
            minisig: request.minisig.clone(),
            released_unix_ms: now.unix_ms,
        };
        let mut batch = keep(&document).put(
            Table::Press,
            draft_key(approved.draft),
            name.as_bytes().to_vec(),
        );
        if let Some(picture) = picture {
            batch = batch.put(Table::Press, picture_key(&name), picture);
        }
        self.store.commit(&batch)?;
        self.last_known.forget();
        tracing::info!(device = %who.device, name, "released");
        self.settle(now);
        Ok(name)
    }

    /// The file of the picture that a release names, and none that it doesn't name.
    fn check_picture(
        &self,
        release: &Release,
        request: &ReleaseRequest,
    ) -> Result<Option<Vec<u8>>, AppError> {
        match (&release.picture, &request.picture) {
            (None, None) => Ok(None),
            (Some(approved), Some(file)) => {
                picture::check(&file.0, approved)
                    .map_err(|error| AppError::new(ErrorCode::PictureRefused, error.to_string()))?;
                Ok(Some(file.0.clone()))
            }
            (Some(_), None) => Err(AppError::new(
                ErrorCode::PictureRefused,
                "the release names a picture; send its file with it",
            )),
            (None, Some(_)) => Err(AppError::new(
                ErrorCode::PictureRefused,
                "the approved release names no picture",
            )),
        }
    }

    /// The picture of a release that the public may see now.
    pub fn picture(&self, now: Now, name: &str) -> Result<Option<Vec<u8>>, AppError> {
        match self.public_document(now, name)? {
            Some(_) => Ok(self.store.get(Table::Press, &picture_key(name))?),
            None => Ok(None),
        }
    }

    /// Corrections and withdrawals are about something that the public sees, of the same subject.
    fn check_about(&self, now: Now, release: &Release) -> Result<(), AppError> {
        let Some(about) = &release.about else {
            return Ok(());
        };
        let original = self.document(about)?.ok_or_else(|| {
            AppError::new(
                ErrorCode::NotFound,
                "what this corrects or withdraws isn't on the press page",
            )
        })?;
        if original.public_from_unix_ms() > now.unix_ms {
            return Err(AppError::new(
                ErrorCode::Embargo,
                "what this corrects or withdraws is still under its embargo",
            ));
        }
        if original.release.contact != release.contact {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "what this corrects or withdraws is about another contact",
            ));
        }
        let notices = self
            .store
            .scan(Table::Press, &about_prefix(about), NOTICES_MAX)?;
        if notices.len() >= NOTICES_MAX {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "it was corrected as often as is possible; release a new text",
            ));
        }
        Ok(())
    }

    /// The line is told only of what is on the press site, about its contact.
    pub(super) fn check_announced(&self, record: &Record) -> Result<(), AppError> {
        let name = std::str::from_utf8(&record.header.open).unwrap_or_default();
        let released = self.document(name)?;
        if released.is_some_and(|released| released.release.contact == record.header.subject) {
            return Ok(());
        }
        Err(AppError::new(
            ErrorCode::NotFound,
            "nothing of this name was released about this",
        ))
    }

    fn check_press_signature(&self, document: &str, minisig: &str) -> Result<(), AppError> {
        verify_press(&self.charter, document, minisig)
    }

    fn text(&self, key: &[u8]) -> Result<Option<String>, AppError> {
        let bytes = self.store.get(Table::Press, key)?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// A release by its name, embargo or not.
    fn document(&self, name: &str) -> Result<Option<PressDocument>, AppError> {
        if name.len() > NAME_BYTES_MAX {
            return Ok(None);
        }
        let bytes = self.store.get(Table::Press, &name_key(name))?;
        Ok(bytes.and_then(|bytes| {
            decode_canonical("press document", &bytes, storage::VALUE_BYTES_MAX).ok()
        }))
    }

    /// A release that the public may see now: its time has come, and where both sides have to stand
    /// by it they still do.
    pub(super) fn public_document(
        &self,
        now: Now,
        name: &str,
    ) -> Result<Option<PressDocument>, AppError> {
        let document = self.document(name)?;
        let Some(document) = document.filter(|one| one.public_from_unix_ms() <= now.unix_ms) else {
            return Ok(None);
        };
        let is_joint = document.release.kind == ReleaseKind::JointStatement;
        let stands = !is_joint || self.joint_stands(&document)?;
        Ok(stands.then_some(document))
    }

    /// Whether a joint statement's text is the one that is agreed now, or was announced as released:
    /// what was public stays so, whatever is agreed afterwards.
    fn joint_stands(&self, document: &PressDocument) -> Result<bool, AppError> {
        let subject = document.release.contact;
        if self.is_announced(subject, &document.name) {
            return Ok(true);
        }
        let joint = self.view.joint_statement(subject);
        let agreement = joint.map(|joint| joint.agreement);
        let agreement = agreement.filter(|one| one.phase == AgreementPhase::Agreed);
        let Some(agreed) = agreement.and_then(|one| one.agreed) else {
            return Ok(false);
        };
        Ok(self.text(&draft_key(agreed))?.as_deref() == Some(&document.name))
    }

    fn is_announced(&self, subject: SubjectId, name: &str) -> bool {
        self.view.history(subject).iter().any(|placed| {
            matches!(&placed.event, Event::Record { kind: Kind::AnnounceRelease, header, .. }
                if placed.side == self.own && header.open == name.as_bytes())
        })
    }

    /// The public ones of the first `max` releases that an index names.
    fn documents(
        &self,
        now: Now,
        prefix: &[u8],
        max: usize,
    ) -> Result<Vec<PressDocument>, AppError> {
        let mut documents = Vec::new();
        for (_, name) in self.store.scan(Table::Press, prefix, max)? {
            let Ok(name) = String::from_utf8(name) else {
                continue;
            };
            documents.extend(self.public_document(now, &name)?);
        }
        Ok(documents)
    }

    pub(super) fn with_notices(
        &self,
        now: Now,
        document: PressDocument,
    ) -> Result<Published, AppError> {
        let mut notices = self.documents(now, &about_prefix(&document.name), NOTICES_MAX)?;
        notices.sort_by_key(PressDocument::public_from_unix_ms);
        Ok(Published { document, notices })
    }

    /// A release that the public may see now.
    pub fn published(&self, now: Now, name: &str) -> Result<Option<Published>, AppError> {
        self.public_document(now, name)?
            .map(|document| self.with_notices(now, document))
            .transpose()
    }

    /// What is public, newest first.
    pub fn press_page(&self, now: Now) -> Result<Vec<Published>, AppError> {
        let mut documents = self.newest(now, PAGE_RELEASES_MAX)?;
        documents.sort_by_key(|document| std::cmp::Reverse(document.public_from_unix_ms()));
        documents
            .into_iter()
            .map(|document| self.with_notices(now, document))
            .collect()
    }

    /// Promised releases and whether they were kept: by a readout of the named office, or of any if
    /// none is named, that came out with the promise or after it.
    pub fn promises(&self, now: Now) -> Result<Vec<PromiseView>, AppError> {
        let mut views = Vec::new();
        for statement in self.documents(now, PROMISE_PREFIX, PROMISES_MAX)? {
            let Some(promised) = statement.release.promises.clone() else {
                continue;
            };
            let contact = statement.release.contact;
            let kept_unix_ms = self
                .documents(now, &readout_prefix(contact), READOUTS_MAX)?
                .iter()
                .filter(|readout| {
                    let office = promised.office.as_ref();
                    office.is_none_or(|office| *office == readout.release.office)
                })
                .map(PressDocument::public_from_unix_ms)
                .filter(|at| *at >= statement.public_from_unix_ms())
                .min();
            let promise = Promise {
                by_unix_ms: promised.by_unix_ms,
                kept_unix_ms,
            };
            views.push(PromiseView {
                contact,
                statement: statement.name,
                by_unix_ms: promised.by_unix_ms,
                office: promised.office,
                state: promise_state(&promise, now.unix_ms),
            });
        }
        Ok(views)
    }
}

/// The press key in minisign's own form: algorithm, key id and key, base64.
pub fn press_public_key(charter: &identity::Charter) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode([&b"Ed"[..], &charter.press_key_id, &charter.press_key.0].concat())
}

/// Whether the press key that a charter names signed this document.
pub(super) fn verify_press(
    charter: &identity::Charter,
    document: &str,
    minisig: &str,
) -> Result<(), AppError> {
    let bad = |cause: String| {
        AppError::new(
            ErrorCode::BadSignature,
            format!("the press key's signature: {cause}"),
        )
    };
    let key = minisign_verify::PublicKey::from_base64(&press_public_key(charter))
        .map_err(|error| bad(error.to_string()))?;
    let signature =
        minisign_verify::Signature::decode(minisig).map_err(|error| bad(error.to_string()))?;
    key.verify(document.as_bytes(), &signature, false)
        .map_err(|error| bad(error.to_string()))
}

/// The document, and every index that leads to it.
pub(super) fn keep(document: &PressDocument) -> Batch {
    let name = document.name.as_bytes();
    let release = &document.release;
    // Newest first; the name tells two of one millisecond apart.
    let newest_first = (i64::MAX - document.released_unix_ms.max(0)).to_be_bytes();
    let mut indices = vec![time_key(document.public_from_unix_ms(), &document.name)];
    if let Some(about) = &release.about {
        indices.push([&about_prefix(about), name].concat());
    }
    if release.promises.is_some() {
        indices.push([PROMISE_PREFIX, &newest_first, name].concat());
    }
    match release.kind {
        ReleaseKind::Readout => indices.push([&readout_prefix(release.contact), name].concat()),
        ReleaseKind::Statement
        | ReleaseKind::Correction
        | ReleaseKind::Withdrawal
        | ReleaseKind::JointStatement
        | ReleaseKind::Announcement
        | ReleaseKind::Answer
        | ReleaseKind::HoldingLine => {}
    }
    indices.into_iter().fold(
        Batch::new().put(
            Table::Press,
            name_key(&document.name),
            encode_canonical(document),
        ),
        |batch, key| batch.put(Table::Press, key, name.to_vec()),
    )
}

/// Releases by the time since which they are public, newest first.
pub(super) const TIME_PREFIX: &[u8] = b"time:";
const PROMISE_PREFIX: &[u8] = b"promise:";

fn name_key(name: &str) -> Vec<u8> {
    [b"name:", name.as_bytes()].concat()
}

fn picture_key(name: &str) -> Vec<u8> {
    [b"picture:", name.as_bytes()].concat()
}

fn draft_key(draft: domain::RecordId) -> Vec<u8> {
    [b"draft:", &draft.0[..]].concat()
}

fn about_prefix(name: &str) -> Vec<u8> {
    [b"about:", name.as_bytes(), b"\0"].concat()
}

fn readout_prefix(contact: SubjectId) -> Vec<u8> {
    [b"readout:", &contact.0[..]].concat()
}

#[cfg(test)]
#[path = "press_tests.rs"]
mod tests;
