//! Accreditations and revocations as officers bring them, and the pinning of the other side.

use domain::{LogItem, PaperError};
use identity::{AccreditationError, Credentials, DeviceId};
use storage::{Batch, Table};

use super::{AppError, ErrorCode, NodeCore, Now, Output};

impl NodeCore {
    /// Takes an accreditation that two officers signed; any of our officers may bring it, and the one
    /// that stands as often as they like.
    pub fn post_accreditation(&mut self, now: Now, bytes: &[u8]) -> Result<u64, AppError> {
        let people = self.own_people()?;
        let accreditation = match people.check_accreditation(&self.charter, bytes) {
            Ok(accreditation) => accreditation,
            Err(error) => {
                return people
                    .seq_of_paper(bytes)
                    .filter(|_| error == PaperError::Older)
                    .ok_or_else(|| refused(&error));
            }
        };
        if !accreditation.covers(people.reached(now.unix_ms)) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "the accreditation doesn't cover the present time",
            ));
        }
        let seq = self.append(now, &LogItem::Accreditation(bytes.to_vec()))?;
        self.settle(now);
        Ok(seq)
    }

    /// Takes a revocation: connections of the device end now, calls go on without it.
    pub fn post_revocation(&mut self, now: Now, bytes: &[u8]) -> Result<u64, AppError> {
        let people = self.own_people()?;
        let device = people
            .check_revocation(&self.charter, bytes)
            .map_err(|error| refused(&error))?;
        if let Some(seq) = people.revoked_seq(device) {
            return Ok(seq);
        }
        let known = people.get(device).is_some() || people.officer(&self.charter, device).is_some();
        if !known {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "no such device was ever accredited here",
            ));
        }
        let seq = self.append(now, &LogItem::Revocation(bytes.to_vec()))?;
        self.forget_push(device)?;
        self.settle(now);
        Ok(seq)
    }

    /// Pins the other side. Whoever asks has compared the words with the file's owner.
    pub fn pin_line(&mut self, now: Now, credentials: &[u8]) -> Result<(), AppError> {
        let other = Credentials::read(credentials).map_err(|error| AppError::malformed(&error))?;
        let side = other.charter.side();
        if side == self.own {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "these are this side's own credentials; pin the other side's",
            ));
        }
        match self.view.other_side(self.own) {
            Some(pinned) if pinned != side => {
                return Err(AppError::new(
                    ErrorCode::Conflict,
                    "another side is pinned already; a node has one line for now",
                ));
            }
            Some(_) if self.other_credentials.as_deref() == Some(credentials) => return Ok(()),
            Some(_) => {
                return Err(AppError::new(
                    ErrorCode::Conflict,
                    "this side is pinned with other keys or routes; changing them isn't possible yet",
                ));
            }
            None => {}
        }
        self.store
            .commit(&Batch::new().put(Table::Lines, *b"other", credentials))?;
        self.view.add_side(other.charter.clone());
        self.other_credentials = Some(credentials.to_vec());
        self.begin_link(&other)
            .map_err(|error| AppError::new(ErrorCode::Store, error.to_string()))?;
        // The line wants the clock of its first input, and dials then: nothing else may come for long.
        self.link.handle_timeout(now);
        self.settle(now);
        Ok(())
    }

    /// Whether a device may sign in, as what.
    pub fn who(&self, device: DeviceId, unix_ms: i64) -> Option<super::Who> {
        let people = self.view.people(self.own)?;
        if let Some(member) = people.standing(device, unix_ms) {
            return Some(super::Who {
                device,
                person: member.accreditation.person,
                key: member.accreditation.device_key,
                roles: member.accreditation.roles,
            });
        }
        let (role, officer) = people.officer(&self.charter, device)?;
        Some(super::Who {
            device,
            person: officer.person,
            key: officer.device_key,
            roles: identity::RoleSet::empty().with(role),
        })
    }

    fn own_people(&self) -> Result<&domain::People, AppError> {
        self.view
            .people(self.own)
            .ok_or_else(|| AppError::new(ErrorCode::NotFound, "this node has no log of its own"))
    }

    pub(super) fn announce_pin(&mut self, other: &Credentials) {
        self.outputs.push_back(Output::LinePinned {
            node_key: other.charter.node_key.0,
            routes: other.routes.iter().map(|route| route.0.clone()).collect(),
        });
    }
}

fn refused(error: &PaperError) -> AppError {
    let code = match error {
        PaperError::Paper(AccreditationError::Encoding(_)) => ErrorCode::Malformed,
        PaperError::Paper(_) => ErrorCode::BadSignature,
        PaperError::RevokedOfficer => ErrorCode::NotAccredited,
        PaperError::RevokedDevice | PaperError::Older => ErrorCode::Conflict,
    };
    AppError::new(code, error.to_string())
}
