//! Who is on duty when: kept within the side, open to its node.

use domain::{InternalKind, InternalRecord, ShiftList, SubjectId};

use crate::{Desk, DeskError};

/// The list is about no subject.
const NOTHING: SubjectId = SubjectId([0; 16]);

impl Desk {
    /// Puts this list in the place of the one before.
    pub fn keep_shifts(
        &self,
        list: &ShiftList,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let kind = InternalKind::Shifts;
        self.may_keep(kind, now_unix_ms)?;
        if !list.fits() {
            return Err(DeskError::TooLong);
        }
        let header = domain::Header {
            open: list.encode(),
            ..self.header(kind.number(), NOTHING, now_unix_ms)
        };
        self.sign_internal(kind, header, None)
    }

    /// The newest list; empty while there is none.
    pub fn shifts(&self) -> ShiftList {
        let lists = self.internal.iter().rev();
        let mut lists = lists.filter(|record| record.kind() == Some(InternalKind::Shifts));
        let list = lists.find_map(|record| ShiftList::decode(&record.header().open));
        list.unwrap_or_default()
    }
}
