//! Files attached to papers: sealed here, found among a paper's words, opened and checked here.

use domain::{
    ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES, ATTACHMENT_PAD_BYTES, ATTACHMENT_TAG_BYTES,
    AttachmentFacts, AttachmentWords, Manifest, PaperText, RecordId, SubjectId,
};
use e2ee::{
    Plaintext, Secret,
    attachment::{AttachmentError, AttachmentSealer, new_attachment_key},
};
use identity::{Hash32, sha256};

use crate::{Desk, DeskError};

const _: () = assert!(ATTACHMENT_BYTES_MAX as usize == e2ee::attachment::FILE_LEN_MAX);
const _: () = assert!(ATTACHMENT_CHUNK_BYTES as usize == e2ee::attachment::CHUNK_LEN);
const _: () = assert!(ATTACHMENT_TAG_BYTES as usize == e2ee::attachment::CHUNK_TAG_LEN);
const _: () = assert!(ATTACHMENT_PAD_BYTES as usize == e2ee::attachment::PAD_LEN);

/// A file as it is uploaded, and what a record says of it.
#[derive(Debug)]
pub struct SealedFile {
    pub words: AttachmentWords,
    pub manifest: Manifest,
    pub chunks: Vec<Vec<u8>>,
}

impl SealedFile {
    pub fn facts(&self) -> AttachmentFacts {
        self.manifest.facts()
    }
}

/// Seals a file under a key of its own.
///
/// # Errors
/// A file that is empty or longer than allowed.
pub fn seal_file(name: &str, media_type: &str, file: &[u8]) -> Result<SealedFile, AttachmentError> {
    let len = file.len();
    let bytes = u32::try_from(len).map_err(|_| AttachmentError::FileLen { len })?;
    let words = AttachmentWords {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes,
        hash: Hash32(sha256(file)),
        key: (*new_attachment_key()?.danger_bytes()).into(),
    };
    seal_under(words, file)
}

/// Seals the file of these words once more, to the same bytes: for an upload that broke off. `None` for
/// another file, which must never be sealed under the same key.
///
/// # Errors
/// As [`seal_file`].
pub fn seal_again(
    words: &AttachmentWords,
    file: &[u8],
) -> Result<Option<SealedFile>, AttachmentError> {
    let is_it = words.bytes as usize == file.len() && words.hash.0 == sha256(file);
    is_it.then(|| seal_under(words.clone(), file)).transpose()
}

fn seal_under(words: AttachmentWords, file: &[u8]) -> Result<SealedFile, AttachmentError> {
    let sealer = sealer(&words)?;
    let chunks: Vec<Vec<u8>> = (0..sealer.chunks())
        .map(|index| sealer.seal(file, index))
        .collect::<Result<_, _>>()?;
    Ok(SealedFile {
        manifest: Manifest::of(words.bytes, &chunks),
        words,
        chunks,
    })
}

fn sealer(words: &AttachmentWords) -> Result<AttachmentSealer, AttachmentError> {
    AttachmentSealer::new(&Secret::new(*words.key), words.bytes as usize)
}

/// Opens one chunk of a file.
///
/// # Errors
/// A chunk that isn't this one of this file.
pub fn open_chunk(
    words: &AttachmentWords,
    index: u32,
    sealed: &[u8],
) -> Result<Plaintext, AttachmentError> {
    sealer(words)?.open(index, sealed)
}

/// Whether nodes are told what the sealed words say: as many attachments, as long.
pub(crate) fn told_alike(
    facts: &[AttachmentFacts],
    words: &[AttachmentWords],
) -> Result<(), DeskError> {
    let alike = |(facts, words): (&AttachmentFacts, &AttachmentWords)| {
        facts.bytes == words.bytes.next_multiple_of(ATTACHMENT_PAD_BYTES)
    };
    if facts.len() == words.len() && facts.iter().zip(words).all(alike) {
        Ok(())
    } else {
        Err(DeskError::FactsDiffer)
    }
}

/// One attachment of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub facts: AttachmentFacts,
    /// The first record that names it.
    pub record: RecordId,
    /// Whether this side attached it.
    pub own: bool,
    /// Absent where this device can't read them, or they differ from what nodes are told.
    pub words: Option<AttachmentWords>,
}

impl Desk {
    /// All attachments of a paper that count, each once: of its versions, then of the replies.
    pub fn attachments(&self, subject: SubjectId) -> Result<Vec<Attachment>, DeskError> {
        let paper = self.paper(subject)?;
        let is_ours = paper.by == self.own_side();
        let versions = paper.versions.iter();
        let versions = versions.map(|one| (one.id, is_ours, one.facts.attached()));
        let replies = paper.replies.iter();
        let replies = replies.map(|one| (one.id, !is_ours, &one.attachments[..]));
        let mut all: Vec<Attachment> = Vec::new();
        for (record, own, facts) in versions.chain(replies) {
            if facts.is_empty() {
                continue;
            }
            let text: Option<PaperText> = self.words_of(record).ok();
            let words = text.and_then(|text| text.attachments).unwrap_or_default();
            let words = told_alike(facts, &words).ok().map(|()| words);
            for (at, facts) in facts.iter().enumerate() {
                if all.iter().all(|one| one.facts.id != facts.id) {
                    all.push(Attachment {
                        facts: *facts,
                        record,
                        own,
                        words: words.as_ref().map(|words| words[at].clone()),
                    });
                }
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sealed_again_to_the_same_bytes_and_another_never() {
        let file = vec![7; 3 * 1024 * 1024];
        let sealed = seal_file("annex.pdf", "application/pdf", &file).unwrap();
        assert_eq!(sealed.chunks.len(), 3);
        assert!(told_alike(&[sealed.facts()], std::slice::from_ref(&sealed.words)).is_ok());
        let again = seal_again(&sealed.words, &file).unwrap().unwrap();
        assert!(again.chunks == sealed.chunks);
        let mut other = file.clone();
        other[0] = 8;
        for other in [&other[..], &file[..file.len() - 1]] {
            assert!(seal_again(&sealed.words, other).unwrap().is_none());
        }
        let opened = open_chunk(&sealed.words, 1, &sealed.chunks[1]).unwrap();
        assert!(opened.as_bytes() == &file[..1024 * 1024]);
        assert!(open_chunk(&sealed.words, 2, &sealed.chunks[1]).is_err());
    }

    #[test]
    fn facts_and_words_say_the_same() {
        let one = seal_file("a", "", &[1; 70_000]).unwrap();
        let two = seal_file("b", "", &[1; 10]).unwrap();
        let (facts, words) = ([one.facts(), two.facts()], [one.words, two.words]);
        assert!(told_alike(&facts, &words).is_ok());
        assert!(told_alike(&[], &[]).is_ok());
        let swapped = [facts[1], facts[0]];
        for (facts, words) in [
            (&facts[..1], &words[..]),
            (&facts[..], &words[..1]),
            (&swapped[..], &words[..]),
        ] {
            assert!(matches!(
                told_alike(facts, words),
                Err(DeskError::FactsDiffer)
            ));
        }
    }
}
