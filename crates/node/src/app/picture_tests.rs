//! Each form with and without what has to go, and files that are none.

use super::*;
use identity::Hash32;

/// A picture of one grey point that decoders read, made by hand: quantisation, frame, Huffman tables,
/// scan.
fn jpeg_file(before: &[u8], after: &[u8], tail: &[u8]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    file.extend(before);
    file.extend([0xff, 0xdb, 0, 67, 0]);
    file.extend([1; 64]);
    file.extend([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        file.extend([0xff, 0xc4, 0, 20, class, 1]);
        file.extend([0; 15]);
        file.push(0);
    }
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    file.extend([0x3f, 0xff, 0x00]);
    file.extend(after);
    file.extend([0xff, 0xd9]);
    file.extend(tail);
    file
}

fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len() + 2).unwrap();
    [&[0xff, marker][..], &length.to_be_bytes(), contents].concat()
}

fn png_file(chunks: &[(&[u8; 4], &[u8])], tail: &[u8]) -> Vec<u8> {
    use img_parts::png::PngChunk;
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in chunks {
        let chunk = PngChunk::new(**kind, Bytes::copy_from_slice(contents));
        file.extend(chunk.encoder().bytes());
    }
    file.extend(tail);
    file
}

fn header(width: u32, height: u32) -> Vec<u8> {
    [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[8, 0, 0, 0, 0],
    ]
    .concat()
}

/// zlib of one row of one grey point.
const ROW: &[u8] = &[0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];

fn plain_png() -> Vec<u8> {
    let header = header(1, 1);
    png_file(&[(b"IHDR", &header), (b"IDAT", ROW), (b"IEND", b"")], b"")
}

fn webp_file(chunks: &[(&[u8; 4], &[u8])], tail: &[u8]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (id, data) in chunks {
        body.extend(**id);
        body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        body.extend(*data);
        body.extend(vec![0; data.len() % 2]);
    }
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [b"RIFF", &length[..], &body, tail].concat()
}

const VP8L: &[u8] = &[0x2f, 0, 0, 0, 0, 7, 16, 0, 0, 0];

fn named(file: &[u8], kind: PictureKind) -> Picture {
    Picture {
        hash: Hash32(identity::sha256(file)),
        kind,
        bytes: u32::try_from(file.len()).unwrap(),
        source: "press service".into(),
        alt: "a point".into(),
    }
}

/// With what must go, the file is refused; stripped, it is the plain one and taken.
#[track_caller]
fn goes(kind: PictureKind, with: &[u8], plain: &[u8]) {
    let (found, kept) = stripped(with).unwrap();
    assert_eq!((found, &kept[..]), (kind, plain));
    assert_eq!(check(with, &named(with, kind)), Err(PictureError::Metadata));
    assert_eq!(check(plain, &named(plain, kind)), Ok(()));
}

#[test]
fn a_jpeg_keeps_the_picture_alone() {
    let plain = jpeg_file(&[], &[], &[]);
    let jfif = segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    let with_jfif = jpeg_file(&jfif, &[], &[]);
    assert_eq!(
        check(&with_jfif, &named(&with_jfif, PictureKind::Jpeg)),
        Ok(())
    );
    for metadata in [
        segment(0xe1, b"Exif\0\0II*\0 here and then"),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01 of a camera"),
        segment(0xe2, b"MPF\0 another picture"),
        segment(0xed, b"Photoshop 3.0\0 by whom"),
        segment(0xe0, b"JFXX\0\x10 a small copy"),
        segment(0xfe, b"a comment"),
        // Markers that no decoder reads: who wrote them may say anything in them.
        segment(0xc8, b"kept for later"),
        segment(0xde, b"hierarchical"),
        segment(0xdf, b"expand"),
        segment(0xf0, b"an extension"),
        segment(0xfd, b"the last extension"),
        segment(0x02, b"reserved"),
        segment(0xbf, b"reserved too"),
    ] {
        goes(PictureKind::Jpeg, &jpeg_file(&metadata, &[], &[]), &plain);
        // Between two scans too.
        goes(PictureKind::Jpeg, &jpeg_file(&[], &metadata, &[]), &plain);
    }
    goes(PictureKind::Jpeg, &jpeg_file(&[], &[], b"<script>"), &plain);
}

#[test]
fn a_png_keeps_the_picture_alone() {
    let (plain, header) = (plain_png(), header(1, 1));
    for (kind, contents) in [
        (b"tEXt", &b"Author\0somebody"[..]),
        (b"zTXt", b"Comment\0\0x"),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        (b"eXIf", b"II*\0"),
        (b"tIME", &[7, 0xe5, 12, 30, 20, 30, 0]),
        (b"iCCP", b"icc\0\0x"),
        (b"prVt", b"private"),
    ] {
        let chunks: [(&[u8; 4], &[u8]); 4] = [
            (b"IHDR", &header),
            (kind, contents),
            (b"IDAT", ROW),
            (b"IEND", b""),
        ];
        goes(PictureKind::Png, &png_file(&chunks, b""), &plain);
    }
    let chunks: [(&[u8; 4], &[u8]); 3] = [(b"IHDR", &header), (b"IDAT", ROW), (b"IEND", b"")];
    goes(PictureKind::Png, &png_file(&chunks, b"PK\x03\x04"), &plain);
}

#[test]
fn a_webp_keeps_the_picture_alone() {
    let plain = webp_file(&[(b"VP8L", VP8L)], b"");
    assert_eq!(check(&plain, &named(&plain, PictureKind::WebP)), Ok(()));
    // Without a first chunk of its own no metadata is foreseen.
    goes(
        PictureKind::WebP,
        &webp_file(&[(b"VP8L", VP8L), (b"XMP ", b"<x/>")], b""),
        &plain,
    );
    let (_, kept) = stripped(&webp_file(
        &[
            (b"VP8X", &[0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            (b"ICCP", b"of a camera"),
            (b"VP8 ", &[0x50, 0x5a, 0, 0x9d, 1, 0x2a, 1, 0, 1, 0]),
            (b"EXIF", b"II*\0 here"),
        ],
        b"",
    ))
    .unwrap();
    for gone in [&b"EXIF"[..], b"here", b"camera", b"ICCP"] {
        assert!(!kept.windows(gone.len()).any(|piece| piece == gone));
    }
    assert_eq!(check(&kept, &named(&kept, PictureKind::WebP)), Ok(()));
}

#[test]
fn what_is_no_picture_is_refused() {
    let header_alone = png_file(&[(b"IHDR", &header(1, 1)), (b"IEND", b"")], b"");
    let two_headers = png_file(
        &[
            (b"IHDR", &header(1, 1)),
            (b"IHDR", &header(1, 1)),
            (b"IDAT", ROW),
            (b"IEND", b""),
        ],
        b"",
    );
    let mut wrong_sum = plain_png();
    let last = wrong_sum.len() - 1;
    wrong_sum[last] ^= 1;
    let jpeg = jpeg_file(&[], &[], &[]);
    // As deep as the file is long, where somebody read it so.
    let nested = b"LIST\xff\xff\x00\x00WEBP".repeat(40_000);
    let deep = webp_file(&[(b"LIST", &nested)], b"");
    for file in [
        &b""[..],
        b"GIF89a\x01\x00\x01\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n",
        &header_alone,
        &two_headers,
        &wrong_sum,
        &jpeg[..jpeg.len() - 2],
        &jpeg[..30],
        &[0xff, 0xd8, 0xff, 0xd9],
        b"RIFF\x04\0\0\0WEBP",
        b"RIFF\x04\0\0\0WAVE",
        &deep,
    ] {
        assert_eq!(
            stripped(file),
            Err(PictureError::Form),
            "{:?}",
            file.get(..12)
        );
    }
    let animated = webp_file(&[(b"ANIM", &[0; 6]), (b"ANMF", &[0; 24])], b"");
    assert_eq!(stripped(&animated), Err(PictureError::Form));
}

#[test]
fn a_picture_has_its_largest_sides_and_bytes() {
    for (side, fits) in [
        (0, false),
        (1, true),
        (PICTURE_SIDE_PIXELS_MAX - 1, true),
        (PICTURE_SIDE_PIXELS_MAX, true),
        (PICTURE_SIDE_PIXELS_MAX + 1, false),
        (u32::MAX, false),
    ] {
        for (width, height) in [(side, 1), (1, side)] {
            let header = header(width, height);
            let file = png_file(&[(b"IHDR", &header), (b"IDAT", ROW), (b"IEND", b"")], b"");
            assert_eq!(stripped(&file).is_ok(), fits, "{width} × {height}");
        }
    }
    let around = plain_png().len() - ROW.len();
    for (bytes, fits) in [
        (PICTURE_BYTES_MAX - 1, true),
        (PICTURE_BYTES_MAX, true),
        (PICTURE_BYTES_MAX + 1, false),
    ] {
        let data = vec![0; bytes - around];
        let header = header(1, 1);
        let file = png_file(&[(b"IHDR", &header), (b"IDAT", &data), (b"IEND", b"")], b"");
        assert_eq!(file.len(), bytes);
        assert_eq!(stripped(&file).is_ok(), fits, "{bytes}");
    }
}

#[test]
fn another_file_than_the_approved_one_is_refused() {
    let png = plain_png();
    let jpeg = jpeg_file(&[], &[], &[]);
    assert_eq!(
        check(&jpeg, &named(&png, PictureKind::Png)),
        Err(PictureError::Other)
    );
    // Its own hash under another kind's name.
    let misnamed = named(&png, PictureKind::Jpeg);
    assert_eq!(check(&png, &misnamed), Err(PictureError::Metadata));
}
