//! A record of contact as PDF: A4, the classification above and below on every page, fonts within. Letters
//! beyond the font's (it has Latin, Cyrillic, Greek, Arabic and more, no Chinese or Japanese) show as `�`.

use krilla::{
    Document,
    geom::Point,
    metadata::Metadata,
    page::PageSettings,
    surface::Surface,
    text::{Font, TextDirection},
};
use rustybuzz::Face;

use super::{record_export::Export, record_view::DISCLAIMER};
use crate::CliError;

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 57.0;
const LINE_HEIGHT: f32 = 14.0;
const TEXT_SIZE: f32 = 10.0;
const TITLE_SIZE: f32 = 16.0;
const SMALL_SIZE: f32 = 9.0;
/// Where values begin beside the names of facts.
const VALUE_INDENT: f32 = 92.0;
/// Space between header or footer and what is written.
const HEAD_SPACE: f32 = 28.0;
/// What stands for a letter that the font hasn't.
const UNKNOWN: char = '\u{fffd}';

/// A finished file.
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
}

/// A font, and how wide its letters are.
struct Letters {
    font: Font,
    face: Face<'static>,
}

/// One line where it stands, from the left margin.
struct Line {
    /// Left of it, at the margin.
    name: String,
    indent: f32,
    text: String,
    bold: bool,
    size: f32,
}

impl Letters {
    fn new(bytes: &'static [u8]) -> Result<Self, CliError> {
        let font = Font::new(bytes.to_vec().into(), 0);
        let face = Face::from_slice(bytes, 0);
        font.zip(face)
            .map(|(font, face)| Self { font, face })
            .ok_or_else(|| failed(&"its font isn't readable"))
    }

    fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let units: f32 = text
            .chars()
            .filter_map(|letter| self.face.glyph_index(letter))
            .filter_map(|glyph| self.face.glyph_hor_advance(glyph))
            .map(f32::from)
            .sum();
        // A font has 16 to 16,384 units.
        units * size / self.face.units_per_em() as f32
    }

    /// Cuts a text into lines of that width, between words where it can.
    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        text.lines()
            .flat_map(|line| self.wrap_line(&self.writable(line), size, width))
            .collect()
    }

    fn writable(&self, line: &str) -> String {
        line.replace('\t', "    ")
            .chars()
            .map(|letter| if self.has(letter) { letter } else { UNKNOWN })
            .collect()
    }

    fn wrap_line(&self, line: &str, size: f32, width: f32) -> Vec<String> {
        let fits = |text: &str| self.width(text, size) <= width;
        let mut lines = vec![String::new()];
        let mut last = String::new();
        for word in line.split_inclusive(' ') {
            if !fits(format!("{last}{word}").trim_end()) && !last.is_empty() {
                lines.push(std::mem::take(&mut last));
            }
            for letter in word.chars() {
                // A word that is longer than a line.
                if letter != ' ' && !last.is_empty() && !fits(&format!("{last}{letter}")) {
                    lines.push(std::mem::take(&mut last));
                }
                last.push(letter);
            }
        }
        lines.push(last);
        // The first is what the list began with.
        lines.remove(0);
        lines
            .iter()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }
}

/// Lays the export out and writes it.
pub fn write(export: &Export) -> Result<Pdf, CliError> {
    let regular = Letters::new(dejavu::sans::regular())?;
    let bold = Letters::new(dejavu::sans::bold())?;
    let lines = laid_out(export, &regular);
    let a_page = ((HEIGHT - 2.0 * MARGIN - 2.0 * HEAD_SPACE) / LINE_HEIGHT) as usize;
    let pages: Vec<&[Line]> = lines.chunks(a_page).collect();
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title("Record of contact".to_owned()));
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| failed(&"its size"))?;
    for (number, lines) in (1..).zip(&pages) {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        let classification = bold.writable(&export.classification);
        let foot = format!(
            "{classification} - {DISCLAIMER} - {number} / {}",
            pages.len()
        );
        draw(
            &mut surface,
            &bold,
            (MARGIN, MARGIN),
            SMALL_SIZE,
            &classification,
        );
        draw(
            &mut surface,
            &bold,
            (MARGIN, HEIGHT - MARGIN),
            SMALL_SIZE,
            &foot,
        );
        let mut y = MARGIN + HEAD_SPACE;
        for line in *lines {
            draw(&mut surface, &bold, (MARGIN, y), line.size, &line.name);
            let letters = if line.bold { &bold } else { &regular };
            draw(
                &mut surface,
                letters,
                (MARGIN + line.indent, y),
                line.size,
                &line.text,
            );
            y += LINE_HEIGHT;
        }
        surface.finish();
        page.finish();
    }
    let bytes = document
        .finish()
        .map_err(|error| failed(&format!("{error:?}")))?;
    Ok(Pdf {
        bytes,
        pages: pages.len(),
    })
}

fn draw(surface: &mut Surface<'_>, letters: &Letters, (x, y): (f32, f32), size: f32, text: &str) {
    if !text.is_empty() {
        let (at, font) = (Point::from_xy(x, y), letters.font.clone());
        surface.draw_text(at, font, size, text, false, TextDirection::Auto);
    }
}

fn laid_out(export: &Export, regular: &Letters) -> Vec<Line> {
    let whole = WIDTH - 2.0 * MARGIN;
    let line = |indent: f32, text: String, bold: bool, size: f32| Line {
        name: String::new(),
        indent,
        text,
        bold,
        size,
    };
    let empty = || line(0.0, String::new(), false, TEXT_SIZE);
    let mut lines = vec![
        line(0.0, "Record of contact".to_owned(), true, TITLE_SIZE),
        line(0.0, DISCLAIMER.to_owned(), true, TEXT_SIZE),
        empty(),
    ];
    for (name, value) in &export.facts {
        let values = regular.wrap(value, TEXT_SIZE, whole - VALUE_INDENT);
        for (at, value) in values.into_iter().enumerate() {
            let name = if at == 0 { name.as_str() } else { "" };
            lines.push(Line {
                name: name.to_owned(),
                ..line(VALUE_INDENT, value, false, TEXT_SIZE)
            });
        }
    }
    lines.push(empty());
    let text = regular.wrap(&export.text, TEXT_SIZE, whole);
    lines.extend(
        text.into_iter()
            .map(|text| line(0.0, text, false, TEXT_SIZE)),
    );
    lines
}

fn failed(cause: &dyn std::fmt::Display) -> CliError {
    CliError::failed(
        "pdf",
        format!("the PDF can't be written: {cause}"),
        "export it as Markdown, and report this",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(text: &str) -> Export {
        Export {
            classification: "CONFIDENTIAL".into(),
            facts: vec![
                ("began".into(), "2021-12-30 20:30 UTC".into()),
                ("reviewed by".into(), "a remark\nof two lines".into()),
            ],
            text: text.into(),
        }
    }

    /// Read again by another library: the text of each page.
    fn read(pdf: &Pdf) -> Vec<String> {
        let read = lopdf::Document::load_mem(&pdf.bytes).unwrap();
        let pages = read.get_pages().into_keys();
        pages
            .map(|page| read.extract_text(&[page]).unwrap())
            .collect()
    }

    #[test]
    fn another_reader_finds_every_word_in_latin_and_cyrillic() {
        let text = "A short line.\n\nРазговор состоялся в 23:30.\nNaïve façade, Žižkov, ελληνικά.";
        let pdf = write(&export(text)).unwrap();
        let pages = read(&pdf);
        assert_eq!((pages.len(), pdf.pages), (1, 1));
        for wanted in text.lines().chain([
            "CONFIDENTIAL",
            DISCLAIMER,
            "began",
            "2021-12-30 20:30 UTC",
            "of two lines",
            "1 / 1",
        ]) {
            assert!(pages[0].contains(wanted), "{wanted}: {}", pages[0]);
        }
        // The same export is the same file.
        assert_eq!(write(&export(text)).unwrap().bytes, pdf.bytes);
    }

    #[test]
    fn pages_are_counted_and_each_says_what_it_is() {
        // Seven lines stand before the text.
        let room = ((HEIGHT - 2.0 * MARGIN - 2.0 * HEAD_SPACE) / LINE_HEIGHT) as usize;
        for (lines, wanted) in [
            (room - 7 - 1, 1),
            (room - 7, 1),
            (room - 7 + 1, 2),
            (3 * room, 4),
        ] {
            let text: String = (1..=lines)
                .map(|number| format!("line {number}\n"))
                .collect();
            let pdf = write(&export(&text)).unwrap();
            let pages = read(&pdf);
            assert_eq!((pages.len(), pdf.pages), (wanted, wanted), "{lines}");
            for (number, page) in (1..).zip(&pages) {
                assert!(page.contains("CONFIDENTIAL"), "page {number}");
                assert!(page.contains(&format!("{number} / {wanted}")), "{page}");
            }
            assert!(pages[wanted - 1].contains(&format!("line {lines}")));
        }
    }

    #[test]
    fn lines_are_no_wider_than_the_page_and_lose_nothing() {
        let letters = Letters::new(dejavu::sans::regular()).unwrap();
        let width = WIDTH - 2.0 * MARGIN;
        for text in [
            "word ".repeat(200),
            "x".repeat(1_000),
            format!("short {} short", "ы".repeat(300)),
            String::new(),
            "one".to_owned(),
        ] {
            let lines = letters.wrap_line(&text, TEXT_SIZE, width);
            for line in &lines {
                assert!(letters.width(line, TEXT_SIZE) <= width, "{line}");
            }
            let letters_of = |text: &str| text.replace(' ', "");
            assert_eq!(letters_of(&lines.concat()), letters_of(&text));
        }
        let unknown = letters.writable("a\u{5b57}b\tc");
        assert_eq!(unknown, "a\u{fffd}b    c");
    }
}
