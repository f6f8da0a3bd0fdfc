//! Tracks: founded, joined, aims, links, reviews, closed.

use client::{
    Desk,
    form::{FormError, LinksForm, Word, fresh_nonce},
};
use domain::{Aim, RecordId, SubjectId, TrackTitle, open_matters};

use super::{Acted, Made, Post, Warning, warning::unless_collides};

said! {
    OfTrack { track: Word<SubjectId> }
    /// A link of one's own side.
    OfLink { track: Word<SubjectId>, link: Word<RecordId> }
    FoundTrack {
        /// Sealed to the leadership of both sides.
        title: String,
    }
    DeclareAim { track: Word<SubjectId>, text: String }
    LinkTrack {
        track: Word<SubjectId>,
        form: LinksForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
}

pub fn found(desk: &Desk, said: &FoundTrack, now_unix_ms: i64) -> Acted {
    let title = TrackTitle {
        title: said.title.clone(),
    };
    let record = desk.found_track(fresh_nonce()?, &title, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn join(desk: &Desk, said: &OfTrack, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.join_track(said.track.0, now_unix_ms)?))
}

pub fn declare_aim(desk: &Desk, said: &DeclareAim, now_unix_ms: i64) -> Acted {
    let aim = Aim {
        text: said.text.clone(),
    };
    let record = desk.declare_aim(said.track.0, &aim, now_unix_ms)?;
    Ok(Made::record(&record))
}

/// Makes each link, all or none.
pub fn link(desk: &Desk, said: &LinkTrack, now_unix_ms: i64) -> Acted {
    let track = said.track.0;
    let links = said.form.links(desk)?;
    let records = links
        .iter()
        .map(|link| desk.link(track, *link, now_unix_ms));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let found = desk.collisions_of_links(track, &links)?;
    let told = (said.despite, Vec::new());
    unless_collides(desk, track, &found, told, || {
        let mut records = records.iter();
        let first = records.next().ok_or(FormError::NoLink)?;
        let rest = records.map(Post::record);
        Ok(rest.fold(Made::record(first), Made::and))
    })
}

pub fn unlink(desk: &Desk, said: &OfLink, now_unix_ms: i64) -> Acted {
    let record = desk.unlink(said.track.0, said.link.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn review(desk: &Desk, said: &OfLink, now_unix_ms: i64) -> Acted {
    let record = desk.review(said.track.0, said.link.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

/// What waits in it is told, and goes on waiting.
pub fn close(desk: &Desk, said: &OfTrack, now_unix_ms: i64) -> Acted {
    let track = said.track.0;
    let record = desk.close_track(track, now_unix_ms)?;
    let subjects = desk.subjects_of(&desk.track(track)?);
    let waits = open_matters(desk.view(), now_unix_ms).into_iter();
    let waits = waits.filter(|matter| subjects.contains(&matter.subject));
    let warnings = waits.map(|matter| Warning::StillWaits {
        subject: matter.subject.to_string(),
    });
    Ok(Made::record(&record).warned(warnings.collect()))
}
