//! Accreditations and revocations as officers bring them, and the pinning of the other side.

use domain::LogItem;
use identity::{Credentials, DeviceId, SignedAccreditation, SignedRevocation};
use storage::{Batch, Table};

use super::{AppError, ErrorCode, NodeCore, Now, Output};

impl NodeCore {
    /// Takes an accreditation that two officers signed; any of our officers may bring it.
    pub fn post_accreditation(&mut self, now: Now, bytes: &[u8]) -> Result<u64, AppError> {
        let signed =
            SignedAccreditation::decode(bytes).map_err(|error| AppError::malformed(&error))?;
        let accreditation = signed
            .verify(&self.charter)
            .map_err(|error| AppError::new(ErrorCode::BadSignature, error.to_string()))?;
        if !accreditation.covers(now.unix_ms) {
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
        let signed =
            SignedRevocation::decode(bytes).map_err(|error| AppError::malformed(&error))?;
        let revocation = signed
            .verify(&self.charter)
            .map_err(|error| AppError::new(ErrorCode::BadSignature, error.to_string()))?;
        let known = self
            .view
            .people(self.own)
            .and_then(|people| people.get(revocation.device))
            .is_some();
        if !known {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "no such device was ever accredited here",
            ));
        }
        let seq = self.append(now, &LogItem::Revocation(bytes.to_vec()))?;
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
        let standing = self
            .view
            .people(self.own)
            .and_then(|people| people.standing(device, unix_ms));
        if let Some(member) = standing {
            return Some(super::Who {
                device,
                person: member.accreditation.person,
                key: member.accreditation.device_key,
                roles: member.accreditation.roles,
            });
        }
        let officers = [
            (
                identity::Role::Administrator,
                self.charter.administrator(device),
            ),
            (
                identity::Role::SecurityOfficer,
                self.charter.security_officer(device),
            ),
        ];
        officers.into_iter().find_map(|(role, officer)| {
            officer.map(|officer| super::Who {
                device,
                person: officer.person,
                key: officer.device_key,
                roles: identity::RoleSet::empty().with(role),
            })
        })
    }

    pub(super) fn announce_pin(&mut self, other: &Credentials) {
        self.outputs.push_back(Output::LinePinned {
            node_key: other.charter.node_key.0,
            routes: other.routes.iter().map(|route| route.0.clone()).collect(),
        });
    }
}
