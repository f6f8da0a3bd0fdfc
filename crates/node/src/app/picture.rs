//! Pictures that are released with a text: JPEG, PNG or WebP, nothing in the file but the picture.
//!
//! [`stripped`] leaves out what tells of camera, place, people or programs, and whatever hangs behind
//! the end. A node takes a picture of which nothing is left to strip.

use bytes::Bytes;
use domain::{PICTURE_BYTES_MAX, Picture, PictureKind};
use img_parts::{
    jpeg::{Jpeg, markers},
    png::Png,
    riff::RiffContent,
    webp::{self, WebP},
};

/// Largest width and height: a small file may unfold to a picture that fills a reader's memory.
pub const PICTURE_SIDE_PIXELS_MAX: u32 = 8_192;

/// Why a file is no picture that can be released.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the picture has {0} bytes; {PICTURE_BYTES_MAX} are allowed")]
    TooLarge(usize),
    #[error("this is no JPEG, PNG or WebP picture")]
    Form,
    #[error("the picture is wider or higher than {PICTURE_SIDE_PIXELS_MAX} pixels, or has no size")]
    Size,
    #[error("the file isn't the picture that was approved")]
    Other,
    #[error("the file holds more than the picture: metadata, or something behind its end")]
    Metadata,
}

/// What kind of picture it is, and the file with nothing but the picture.
pub fn stripped(file: &[u8]) -> Result<(PictureKind, Vec<u8>), PictureError> {
    if file.len() > PICTURE_BYTES_MAX {
        return Err(PictureError::TooLarge(file.len()));
    }
    let bytes = Bytes::copy_from_slice(file);
    let (kind, size, kept) = match file {
        [0xff, 0xd8, ..] => jpeg(bytes)?,
        [0x89, b'P', b'N', b'G', ..] => png(bytes)?,
        [b'R', b'I', b'F', b'F', ..] => web_p(bytes)?,
        _ => return Err(PictureError::Form),
    };
    let (width, height) = size.ok_or(PictureError::Size)?;
    let sizes = 1..=PICTURE_SIDE_PIXELS_MAX;
    if !(sizes.contains(&width) && sizes.contains(&height)) {
        return Err(PictureError::Size);
    }
    Ok((kind, kept))
}

/// Whether a file is the picture that was approved, and nothing else.
pub fn check(file: &[u8], approved: &Picture) -> Result<(), PictureError> {
    if !approved.is(file) {
        return Err(PictureError::Other);
    }
    let (kind, kept) = stripped(file)?;
    match kind == approved.kind && kept == file {
        true => Ok(()),
        false => Err(PictureError::Metadata),
    }
}

type Kept = (PictureKind, Option<(u32, u32)>, Vec<u8>);

/// Lengths of the two segments of applications that say how colours are to be read.
const JFIF_BYTES: usize = 14;
const ADOBE_BYTES: usize = 12;

fn jpeg(file: Bytes) -> Result<Kept, PictureError> {
    let mut jpeg = Jpeg::from_bytes(file).map_err(|_| PictureError::Form)?;
    jpeg.segments_mut().retain(|segment| {
        let contents = segment.contents();
        match segment.marker() {
            // Longer ones hold a small copy of the picture.
            markers::APP0 => contents.len() == JFIF_BYTES && contents.starts_with(b"JFIF\0"),
            markers::APP14 => contents.len() == ADOBE_BYTES && contents.starts_with(b"Adobe"),
            marker => is_of_the_picture(marker),
        }
    });
    let size = jpeg.dimensions();
    let scans = jpeg.segments().iter().filter(|one| one.has_entropy());
    if scans.count() != 1 {
        return Err(PictureError::Form);
    }
    let written = jpeg.encoder().bytes();
    // What follows the first scan's header is one piece for the library.
    let start = find_scan(&written).ok_or(PictureError::Form)?;
    let mut kept = written[..start].to_vec();
    kept.extend(scan_data(&written[start..]).ok_or(PictureError::Form)?);
    let size = size.map(|(width, height)| (width.into(), height.into()));
    Ok((PictureKind::Jpeg, size, kept))
}

/// Segments of which a decoder makes the picture (ITU-T T.81, table B.1): frames, tables, lines, intervals,
/// scans. Whatever else a file holds tells of something else, whoever gave it its marker.
fn is_of_the_picture(marker: u8) -> bool {
    match marker {
        // Among the frames' markers, one is kept for later and says nothing.
        0xc8 => false,
        0xc0..=0xcf | 0xda..=0xdd => true,
        _ => false,
    }
}

/// A segment's length, which counts its own two bytes.
fn segment_end(file: &[u8], at: usize) -> Option<usize> {
    let length = u16::from_be_bytes([*file.get(at)?, *file.get(at + 1)?]);
    let end = at + usize::from(length);
    (length >= 2 && end <= file.len()).then_some(end)
}

/// Where the first scan's data begins.
fn find_scan(file: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *file.get(at..at + 2)? else {
            return None;
        };
        let end = segment_end(file, at + 2)?;
        if marker == markers::SOS {
            return Some(end);
        }
        at = end;
    }
}

/// Scans to the end of the picture, without what applications wrote between them.
fn scan_data(data: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(data.len());
    let mut at = 0;
    loop {
        let byte = *data.get(at)?;
        if byte != 0xff {
            kept.push(byte);
            at += 1;
            continue;
        }
        let marker = *data.get(at + 1)?;
        match marker {
            // A stuffed byte, or a place to begin again at.
            0x00 | 0xd0..=0xd7 => {
                kept.extend([byte, marker]);
                at += 2;
            }
            // Filling.
            0xff => at += 1,
            markers::EOI => {
                kept.extend([byte, marker]);
                return Some(kept);
            }
            _ => {
                let end = segment_end(data, at + 2)?;
                if is_of_the_picture(marker) {
                    kept.extend(&data[at..end]);
                }
                at = end;
            }
        }
    }
}

/// Chunks of a PNG without which it isn't the same picture.
const PNG_CHUNKS: [&[u8; 4]; 10] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
];

fn png(file: Bytes) -> Result<Kept, PictureError> {
    let mut png = Png::from_bytes(file).map_err(|_| PictureError::Form)?;
    png.chunks_mut()
        .retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    let kinds: Vec<[u8; 4]> = png.chunks().iter().map(|chunk| chunk.kind()).collect();
    let whole = kinds.first() == Some(b"IHDR")
        && kinds.last() == Some(b"IEND")
        && kinds.contains(b"IDAT")
        && kinds.iter().filter(|kind| *kind == b"IHDR").count() == 1;
    if !whole {
        return Err(PictureError::Form);
    }
    let size = png.dimensions();
    Ok((PictureKind::Png, size, png.encoder().bytes().to_vec()))
}

/// Chunks of a still WebP picture, and what the first may say of them: that there is transparency.
const WEBP_CHUNKS: [[u8; 4]; 4] = [
    webp::CHUNK_VP8X,
    webp::CHUNK_ALPH,
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
];
const WEBP_ALPHA: u8 = 0b0001_0000;

fn web_p(file: Bytes) -> Result<Kept, PictureError> {
    if has_lists(&file) {
        return Err(PictureError::Form);
    }
    let mut webp = WebP::from_bytes(file).map_err(|_| PictureError::Form)?;
    webp.chunks_mut()
        .retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    for chunk in webp.chunks_mut() {
        if chunk.id() == webp::CHUNK_VP8X
            && let RiffContent::Data(data) = chunk.content_mut()
            && let Some(first) = data.first()
        {
            let mut flags = data.to_vec();
            flags[0] = first & WEBP_ALPHA;
            *data = flags.into();
        }
    }
    let images = [webp::CHUNK_VP8, webp::CHUNK_VP8L];
    let images = images.iter().flat_map(|id| webp.chunks_by_id(*id));
    if images.count() != 1 {
        return Err(PictureError::Form);
    }
    let size = webp.dimensions();
    Ok((PictureKind::WebP, size, webp.encoder().bytes().to_vec()))
}

/// Whether a chunk holds chunks: no picture needs that, and a reader goes as deep as they do.
fn has_lists(file: &[u8]) -> bool {
    let mut at = 12;
    while let Some(head) = file.get(at..at + 8) {
        if [&b"LIST"[..], b"RIFF", b"seqt"].contains(&&head[..4]) {
            return true;
        }
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let Ok(length) = usize::try_from(length) else {
            return true;
        };
        at = at.saturating_add(8).saturating_add(length + length % 2);
    }
    false
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
