//! Records of contact as a page is shown them: lines for all who may list them, words for whoever opened them.

use client::view::record_of_contact::{Names, access_of, line_of, view_of};
use domain::RecordId;
use identity::{Role, RoleSet};

use crate::{
    Core, CoreError,
    query::{Entries, json},
};

impl Core {
    pub(crate) fn records_of_contact(&self, now_unix_ms: i64) -> Result<String, CoreError> {
        let names = Names::default();
        let records = self.desk.records_of_contact();
        let lines = records.iter();
        let lines = lines.map(|one| line_of(one, &names, now_unix_ms));
        json(&Entries {
            entries: lines.collect(),
        })
    }

    /// The words of a record, after the line that says that they are read here.
    pub(crate) fn record_of_contact(
        &self,
        note: RecordId,
        now_unix_ms: i64,
    ) -> Result<String, CoreError> {
        let record = self.desk.record_of_contact(note)?;
        let device = self.desk.keys().device();
        if !record.openings.iter().any(|one| one.act.device == device) {
            return Err(CoreError::new(
                "not-opened",
                "no line of the access log says that this device opens it",
                "open it",
            ));
        }
        let opened = self.desk.opened_note(&record)?;
        let names = Names::default();
        json(&view_of(&self.desk, note, opened, &names, now_unix_ms)?)
    }

    /// Authors see who opened theirs; the security officer and the archivist see all lines.
    pub(crate) fn record_access(
        &self,
        note: Option<RecordId>,
        now_unix_ms: i64,
    ) -> Result<String, CoreError> {
        let watchers: RoleSet = [Role::SecurityOfficer, Role::Archivist]
            .into_iter()
            .collect();
        let roles = self.desk.offices(now_unix_ms).unwrap_or_default();
        let me = self.desk.keys().person;
        let mut records = self.desk.records_of_contact();
        records.retain(|record| {
            note.is_none_or(|note| note == record.note)
                && (roles.intersects(watchers) || record.written.person == me)
        });
        let records: Vec<_> = records.iter().collect();
        let names = Names::default();
        json(&access_of(&records, &names))
    }
}
