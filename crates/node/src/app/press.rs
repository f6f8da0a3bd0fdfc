//! Releases: taken with the press key's signature and an approval by a second person, shown when the
//! embargo is over, never changed, corrected only by a further release.

use domain::{InternalKind, Promise, PromiseState, Release, ReleaseKind, promise_state};
use identity::{PersonId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use storage::{Batch, Table};
use wire::ReleaseRequest;

use super::{AppError, ErrorCode, NodeCore, Now, Who};

/// Releases on the press page and in the feed.
const RELEASES_MAX: usize = 512;
/// Longest signature file.
const MINISIG_BYTES_MAX: usize = 2 * 1024;

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

/// A promise and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseView {
    pub contact: domain::SubjectId,
    pub statement: String,
    pub by_unix_ms: i64,
    pub state: PromiseState,
}

impl NodeCore {
    /// Takes a release from a press officer; gives the permalink's name.
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
        if release.side != self.own {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "a side releases for itself only",
            ));
        }
        self.check_approval(now, &request.approval)?;
        self.check_press_signature(&request.document, &request.minisig)?;
        if let Some(about) = &release.about
            && self.document(about)?.is_none()
        {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "what this corrects or withdraws isn't on the press page",
            ));
        }
        let digest = identity::sha256(request.document.as_bytes());
        let name = format!("{}-{}", release.kind, hex::encode(&digest[..6]));
        if let Some(known) = self.document(&name)? {
            return Ok(known.name);
        }
        let document = PressDocument {
            name: name.clone(),
            release,
            document: request.document.clone(),
            minisig: request.minisig.clone(),
            released_unix_ms: now.unix_ms,
        };
        let key = press_key(&document);
        let batch = Batch::new()
            .put(Table::Press, key, encode_canonical(&document))
            .put(
                Table::Press,
                [b"name:", name.as_bytes()].concat(),
                encode_canonical(&document),
            );
        self.store.commit(&batch)?;
        tracing::info!(device = %who.device, name, "released");
        self.settle(now);
        Ok(name)
    }

    /// An approval by a press officer who isn't the draft's author.
    fn check_approval(&self, now: Now, approval: &str) -> Result<(), AppError> {
        let refused = |why: &str| AppError::new(ErrorCode::NotApproved, why);
        let id = approval
            .parse()
            .map_err(|_| refused("the approval's id is malformed"))?;
        let approval = self
            .internal_record(id)?
            .filter(|record| record.kind() == Some(InternalKind::Approve))
            .ok_or_else(|| {
                refused("no such approval; let a second press officer approve the draft")
            })?;
        let draft = approval
            .header()
            .names
            .map(|draft| self.internal_record(draft))
            .transpose()?
            .flatten()
            .ok_or_else(|| refused("the approval names no draft"))?;
        let (author, approver): (PersonId, PersonId) =
            (draft.header().person, approval.header().person);
        if author == approver {
            return Err(refused("whoever wrote a text can't approve it"));
        }
        let stands = self
            .view
            .people(self.own)
            .and_then(|people| people.standing(approval.header().device, now.unix_ms))
            .is_some();
        if stands {
            Ok(())
        } else {
            Err(refused(
                "the approver's accreditation doesn't stand any more",
            ))
        }
    }

    fn check_press_signature(&self, document: &str, minisig: &str) -> Result<(), AppError> {
        let bad = |cause: String| {
            AppError::new(
                ErrorCode::BadSignature,
                format!("the press key's signature: {cause}"),
            )
        };
        let key = minisign_verify::PublicKey::from_base64(&press_public_key(&self.charter))
            .map_err(|error| bad(error.to_string()))?;
        let signature =
            minisign_verify::Signature::decode(minisig).map_err(|error| bad(error.to_string()))?;
        key.verify(document.as_bytes(), &signature, false)
            .map_err(|error| bad(error.to_string()))
    }

    /// A release by its name, embargo or not.
    fn document(&self, name: &str) -> Result<Option<PressDocument>, AppError> {
        let bytes = self
            .store
            .get(Table::Press, &[b"name:", name.as_bytes()].concat())?;
        Ok(bytes.and_then(|bytes| {
            decode_canonical("press document", &bytes, storage::VALUE_BYTES_MAX).ok()
        }))
    }

    /// A release that the public may see now.
    pub fn published(&self, now: Now, name: &str) -> Result<Option<PressDocument>, AppError> {
        Ok(self
            .document(name)?
            .filter(|document| document.public_from_unix_ms() <= now.unix_ms))
    }

    /// Everything public, newest first.
    pub fn press_page(&self, now: Now) -> Result<Vec<PressDocument>, AppError> {
        let mut documents: Vec<PressDocument> = self
            .store
            .scan(Table::Press, b"time:", RELEASES_MAX)?
            .into_iter()
            .filter_map(|(_, bytes)| {
                decode_canonical("press document", &bytes, storage::VALUE_BYTES_MAX).ok()
            })
            .filter(|document: &PressDocument| document.public_from_unix_ms() <= now.unix_ms)
            .collect();
        documents.reverse();
        Ok(documents)
    }

    /// Promised releases and whether they were kept.
    pub fn promises(&self, now: Now) -> Result<Vec<PromiseView>, AppError> {
        let page = self.press_page(now)?;
        Ok(page
            .iter()
            .filter_map(|statement| {
                statement
                    .release
                    .promises_by_unix_ms
                    .map(|by| (statement, by))
            })
            .map(|(statement, by_unix_ms)| {
                let contact = statement.release.contact;
                let kept_unix_ms = page
                    .iter()
                    .filter(|document| {
                        document.release.kind == ReleaseKind::Readout
                            && document.release.contact == contact
                    })
                    .map(PressDocument::public_from_unix_ms)
                    .min();
                let state = promise_state(
                    &Promise {
                        by_unix_ms,
                        kept_unix_ms,
                    },
                    now.unix_ms,
                );
                PromiseView {
                    contact,
                    statement: statement.name.clone(),
                    by_unix_ms,
                    state,
                }
            })
            .collect())
    }
}

/// The press key in minisign's own form: algorithm, key id and key, base64.
pub fn press_public_key(charter: &identity::Charter) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode([&b"Ed"[..], &charter.press_key_id, &charter.press_key.0].concat())
}

/// In order of release; the name tells two of one millisecond apart.
fn press_key(document: &PressDocument) -> Vec<u8> {
    [
        b"time:",
        &document.released_unix_ms.to_be_bytes()[..],
        document.name.as_bytes(),
    ]
    .concat()
}
