//! Files attached to papers: sealed and sent, listed with where they are, fetched and saved.

use clap::Args;
use client::{
    Attachment, Desk, SealedFile, seal_again, seal_file,
    view::attachment_name::{media_type_of, safe_name},
};
use domain::{ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX, AttachmentFacts, AttachmentWords, SubjectId};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::{CliError, Context, api::Session, private_file, shown::short};

/// Chunks that are sent to the own node at once.
const CHUNKS_AT_ONCE: usize = 4;

/// Files to attach.
#[derive(Debug, Clone, Default, Args)]
pub struct Attached {
    /// A file to attach, 25 MiB at most; repeat for several, 8 at most
    #[arg(long, value_name = "FILE")]
    pub attach: Vec<PathBuf>,
}

impl Attached {
    /// Reads and seals them; nothing is sent yet.
    pub fn seal(&self) -> Result<Vec<SealedFile>, CliError> {
        if self.attach.len() > ATTACHMENTS_MAX {
            return Err(CliError::usage(
                "too-many-attachments",
                format!(
                    "{} files to attach; one paper has {ATTACHMENTS_MAX} at most",
                    self.attach.len()
                ),
                "attach them to several papers, or put several files into one",
            ));
        }
        let seal = |path: &PathBuf| {
            let file = read_file(path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = safe_name(&name, "attachment");
            seal_file(&name, media_type_of(&name), &file).map_err(|error| unsealed(path, &error))
        };
        self.attach.iter().map(seal).collect()
    }
}

fn unsealed(path: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::usage(
        "attachment-length",
        format!("{}: {error}", path.display()),
        "attach files of 1 byte to 25 MiB; split a longer one",
    )
}

/// A file of at most the length that may be attached.
fn read_file(path: &Path) -> Result<Vec<u8>, CliError> {
    let failed = |error: &io::Error| private_file::failed(path, error);
    let file = File::open(path).map_err(|error| failed(&error))?;
    let max = u64::from(ATTACHMENT_BYTES_MAX);
    let mut bytes = Vec::new();
    file.take(max + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 > max {
        return Err(unsealed(path, &"longer than 25 MiB"));
    }
    Ok(bytes)
}

/// What nodes are told of them, and what is sealed; none are named by nothing.
pub fn named(files: &[SealedFile]) -> (Option<Vec<AttachmentFacts>>, Option<Vec<AttachmentWords>>) {
    if files.is_empty() {
        return (None, None);
    }
    let facts = files.iter().map(SealedFile::facts).collect();
    let words = files.iter().map(|file| file.words.clone()).collect();
    (Some(facts), Some(words))
}

/// Sends what the own node lacks of these files, whose record is in the log.
pub async fn upload(
    context: &Context,
    session: &mut Session<'_>,
    paper: SubjectId,
    files: &[SealedFile],
) -> Result<(), CliError> {
    for file in files {
        let sent = upload_one(context, session, file).await;
        sent.map_err(|error| CliError {
            cause: format!(
                "the paper is handed over, but {} isn't all at the node: {}",
                file.words.name, error.cause
            ),
            next: format!(
                "{}; then `detente paper upload {} --file FILE` goes on where it stopped",
                error.next,
                short(paper)
            ),
            ..error
        })?;
    }
    Ok(())
}

async fn upload_one(
    context: &Context,
    session: &mut Session<'_>,
    file: &SealedFile,
) -> Result<(), CliError> {
    let id = file.facts().id;
    let mut state = session.attachment_state(id).await?;
    if !state.manifest {
        let manifest = file.manifest.to_bytes();
        state = session.put_attachment_part(id, None, &manifest).await?;
    }
    let (all, name) = (file.chunks.len(), &file.words.name);
    for some in state.missing.chunks(CHUNKS_AT_ONCE) {
        let chunk = |index: &u32| Some((*index, &file.chunks.get(*index as usize)?[..]));
        let chunks: Vec<(u32, &[u8])> = some.iter().filter_map(chunk).collect();
        let first = some.first().map_or(0, |index| index + 1);
        let _progress = context
            .screen
            .while_doing(format!("sending {name}: part {first} of {all}"));
        session.put_attachment_chunks(id, &chunks).await?;
    }
    Ok(())
}

/// The file of an upload that broke off, sealed as before: the one among the paper's own attachments
/// whose bytes it has.
pub fn begun_upload(desk: &Desk, paper: SubjectId, path: &Path) -> Result<SealedFile, CliError> {
    let file = read_file(path)?;
    for attachment in desk.attachments(paper)? {
        let Some(words) = attachment.words.filter(|_| attachment.own) else {
            continue;
        };
        let again = seal_again(&words, &file).map_err(|error| unsealed(path, &error))?;
        if let Some(again) = again.filter(|again| again.facts() == attachment.facts) {
            return Ok(again);
        }
    }
    Err(CliError::refused(
        "no-such-attachment",
        format!(
            "{} isn't a file that this side attached to the paper, byte for byte",
            path.display()
        ),
        "`detente paper attachments PAPER` tells which are awaited; another file goes with another version",
    ))
}

/// One attachment of a paper by its number, or by the first digits of its id.
pub fn find_attachment(
    desk: &Desk,
    paper: SubjectId,
    which: &str,
) -> Result<(usize, Attachment), CliError> {
    let all = desk.attachments(paper)?;
    let number: Option<usize> = which.parse().ok().filter(|_| which.len() < 4);
    let mut of_it = (1..).zip(all).filter(|(at, attachment)| match number {
        Some(number) => *at == number,
        None => which.len() >= 4 && attachment.facts.id.to_string().starts_with(which),
    });
    match (of_it.next(), of_it.next()) {
        (Some(found), None) => Ok(found),
        _ => Err(CliError::usage(
            "no-such-attachment",
            format!("the paper has no attachment {which}"),
            "`detente paper attachments PAPER` has them by number",
        )),
    }
}
