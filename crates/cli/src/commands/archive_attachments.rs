//! Attachments out of a store: opened chunk by chunk with the key among their paper's words, and checked as a
//! whole before they are a file.

use client::{Attachment, Desk, open_chunk, view::attachment_name::safe_name};
use domain::{AttachmentWords, SubjectId};
use identity::sha256;
use node::runtime::backup::Chunks;
use serde::Serialize;

use super::archive_files::{Shelf, first_digits};
use crate::CliError;

/// What is known of an attachment beside its file.
#[derive(Debug, Clone, Serialize)]
struct Known<'a> {
    paper: SubjectId,
    number: usize,
    /// As its author calls it, which is no name for a file here.
    name: &'a str,
    media_type: &'a str,
    bytes: u32,
    sha256: String,
    own: bool,
}

/// Saves those of one paper; what is lacking or altered is named.
pub fn save(
    desk: &Desk,
    chunks: &Chunks,
    paper: SubjectId,
    shelf: &mut Shelf<'_, '_>,
) -> Result<(), CliError> {
    let attachments = match desk.attachments(paper) {
        Ok(attachments) => attachments,
        Err(error) => {
            shelf.damaged(format!("attachments of paper {paper}"), &error);
            return Ok(());
        }
    };
    for (number, attachment) in (1..).zip(&attachments) {
        let id = attachment.facts.id.to_string();
        let opened = match &attachment.words {
            Some(words) => whole(chunks, attachment, words).map(|file| (words, file)),
            None => Err("its name and key can't be read".to_owned()),
        };
        match opened {
            Ok((words, file)) => {
                let known = Known {
                    paper,
                    number,
                    name: &words.name,
                    media_type: &words.media_type,
                    bytes: words.bytes,
                    sha256: hex::encode(words.hash.0),
                    own: attachment.own,
                };
                let known = serde_json::to_value(&known)
                    .map_err(|error| CliError::failed("index", error, "report it"))?;
                let stem = format!("attachment-{}", first_digits(&id));
                let name = format!("{stem}-{}", safe_name(&words.name, "file"));
                shelf.put_file(("attachment", &id), &stem, (name, &file), &known)?;
            }
            Err(cause) => {
                let what = format!("attachment {number} of paper {paper} ({id})");
                shelf.damaged(what, &cause);
            }
        }
    }
    Ok(())
}

/// The file, or why it isn't one.
fn whole(
    chunks: &Chunks,
    attachment: &Attachment,
    words: &AttachmentWords,
) -> Result<Vec<u8>, String> {
    let all = attachment.facts.chunks();
    let mut file = Vec::new();
    for index in 0..all {
        let part = format!("part {} of {all}", index + 1);
        let sealed = chunks.chunk(attachment.facts.id, index);
        let sealed = sealed.map_err(|error| format!("{part} can't be read: {error}"))?;
        let sealed = sealed.ok_or_else(|| format!("{part} isn't in this store"))?;
        let opened = open_chunk(words, index, &sealed);
        let opened = opened.map_err(|error| format!("{part} is damaged: {error}"))?;
        file.extend_from_slice(opened.as_bytes());
    }
    if sha256(&file) != words.hash.0 || file.len() != words.bytes as usize {
        return Err("it isn't the file that its paper names".to_owned());
    }
    Ok(file)
}
