//! Who is on duty when: kept within the side, open to its node.

use domain::{Header, InternalKind, InternalRecord, RecordId, ShiftList, SubjectId};

use crate::{Desk, DeskError, OpenError};

/// The list is about no subject.
const NOTHING: SubjectId = SubjectId([0; 16]);
const KIND: InternalKind = InternalKind::Shifts;

impl Desk {
    /// Puts this list in the place of the one that it was made from; none where none was there. The node
    /// refuses it once another one stands: what a second person changed meanwhile isn't lost.
    pub fn keep_shifts(
        &self,
        list: &ShiftList,
        instead_of: Option<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        self.may_keep(KIND, now_unix_ms)?;
        if !list.fits() {
            return Err(DeskError::TooLong);
        }
        let mut known = self.internal.iter().filter(|one| one.kind() == Some(KIND));
        if let Some(id) = instead_of
            && !known.any(|record| record.id() == id)
        {
            return Err(DeskError::Open(OpenError::NoRecord));
        }
        let header = Header {
            open: list.encode(),
            after: instead_of.into_iter().collect(),
            ..self.header(KIND.number(), NOTHING, now_unix_ms)
        };
        self.sign_internal(KIND, header, None)
    }

    /// The newest list, with the record that keeps it.
    pub fn kept_shifts(&self) -> Option<(&InternalRecord, ShiftList)> {
        let lists = self.internal.iter().rev();
        let mut lists = lists.filter(|record| record.kind() == Some(KIND));
        lists.find_map(|record| Some((record, ShiftList::decode(&record.header().open)?)))
    }

    /// The newest list; empty while there is none.
    pub fn shifts(&self) -> ShiftList {
        self.kept_shifts().map(|(_, list)| list).unwrap_or_default()
    }
}
