//! How attachments are shown: what each is, and where it is on its way.

use client::{
    Desk,
    view::attachment::{AttachmentList, AttachmentView},
};
use domain::SubjectId;
use std::fmt::Write;

use crate::{CliError, Report, api::Session, shown::utc};

fn progress(view: &AttachmentView) -> String {
    let AttachmentView {
        chunks,
        chunks_here,
        chunks_there,
        ..
    } = view;
    match view.state {
        "uploading" => format!("{chunks_here} of {chunks} parts at this side's node"),
        "crossing" if *chunks_here == *chunks => {
            format!("{chunks_there} of {chunks} parts at the other node")
        }
        "crossing" => format!("{chunks_here} of {chunks} parts here"),
        _ => match view.received_unix_ms {
            Some(at) => format!("received {}", utc(at)),
            None => String::new(),
        },
    }
}

/// The attachments of a paper, with what the own node knows of each.
pub async fn list_of(
    session: &mut Session<'_>,
    desk: &Desk,
    paper: SubjectId,
) -> Result<AttachmentList, CliError> {
    let mut attachments = Vec::new();
    for (number, one) in (1..).zip(desk.attachments(paper)?) {
        let state = match session.attachment_state(one.facts.id).await {
            Ok(state) => Some(state),
            // An older node, or one that came back from a backup.
            Err(error) if error.code == "not-found" => None,
            Err(error) => return Err(error),
        };
        attachments.push(AttachmentView::of(desk, number, one, state.as_ref()));
    }
    Ok(AttachmentList { paper, attachments })
}

impl Report for AttachmentList {
    fn human(&self) -> String {
        if self.attachments.is_empty() {
            return "the paper has no attachments".into();
        }
        let mut out = String::new();
        for one in &self.attachments {
            let bytes = one
                .bytes
                .map_or_else(String::new, |bytes| format!("{bytes} bytes"));
            let _ = writeln!(
                out,
                "{}  {:<14} {:<12} {:<16} {}  {}",
                one.number,
                one.by,
                one.state,
                bytes,
                one.name.as_deref().unwrap_or("sealed to others"),
                progress(one),
            );
        }
        out
    }
}
