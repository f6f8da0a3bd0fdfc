//! The tour's picture, made by itself, on the press site with its source; and what each side's press
//! reads on the other's site, set beside its own.

use img_parts::{Bytes, png::PngChunk};
use serde_json::Value;

use super::{
    Tour, id_of,
    report::{TourFact, TourPicture, TourText},
};
use crate::{
    CliError,
    demo::side::{DemoSide, text},
};

/// Where the picture says that it is from.
const SOURCE: &str = "site of the leader's press service";
const SHOWS: &str = "Two bands of colour, drawn by a program";
const TITLE: &str = "The leader at work";

/// Pixels of the picture, three bytes each.
const WIDTH: u32 = 64;
const HEIGHT: u32 = 40;

impl Tour<'_> {
    /// A picture released with a statement, read back as anybody would: the page names its source, and the
    /// file is the one that the signed text names.
    pub(super) async fn show_picture(
        &mut self,
        contact: &str,
        statements: &mut Vec<TourText>,
    ) -> Result<TourPicture, CliError> {
        let path = self.north.dir.join("picture.png");
        let failed = |error| CliError::failed("picture", error, "look at the disk");
        std::fs::write(&path, drawn()).map_err(failed)?;
        let file = text(&path);
        let draft = [
            "statement",
            "draft",
            contact,
            "--title",
            TITLE,
            "--occasion",
            "release",
            "--office",
            "press service of the leader",
            "--text",
            "The leader of North at work this evening.",
            "--picture",
            &file,
            "--picture-source",
            SOURCE,
            "--picture-alt",
            SHOWS,
        ];
        let out = self.publish(true, "statement", &draft).await?;
        let here = format!(
            "http://127.0.0.1:{}/releases/{}",
            self.north.ports.http, out.name
        );
        let page = fetched(&here).await?;
        let page = String::from_utf8_lossy(&page).into_owned();
        let signed = std::fs::read_to_string(&out.file).map_err(failed)?;
        let named = signed
            .lines()
            .find_map(|line| line.strip_prefix("Picture-SHA256: "))
            .unwrap_or_default();
        let file = fetched(&format!("{here}.png")).await?;
        let hash = hex::encode(identity::sha256(&file));
        let source = SOURCE.replace('\'', "&#39;");
        let picture = TourPicture {
            source_shown: page.contains(&source) && page.contains(&format!("alt=\"{SHOWS}\"")),
            verified: hash == named,
            source: SOURCE.into(),
            hash,
            url: format!("{}.png", out.url),
        };
        if picture.source_shown && picture.verified {
            let evidence = format!("release {}, picture {}", out.name, &picture.hash[..12]);
            self.evidence.insert(20, evidence);
        }
        statements.push(out.text("north", TITLE));
        self.tell("A picture goes with one of them: its source stands under it, its hash in the signed text.");
        Ok(picture)
    }

    /// Each side's press reads the other's site; then both devices show the same facts of the contact.
    pub(super) async fn follow_each_other(
        &mut self,
        contact: &str,
    ) -> Result<Vec<TourFact>, CliError> {
        for (side, other) in [(&self.north, &self.south), (&self.south, &self.north)] {
            let site = format!("http://127.0.0.1:{}", other.ports.http);
            let looked = side
                .run_as(
                    "press",
                    &["statement", "follow", &site, "--private-network"],
                )
                .await?;
            let unverified = looked["unverified"].as_array().map_or(0, Vec::len);
            let new = looked["new"].as_array().map_or(0, Vec::len);
            if new == 0 || unverified > 0 {
                self.failures.push(format!(
                    "{}'s press read {new} texts of the other side, {unverified} of which nobody signed",
                    side.name
                ));
            }
        }
        let north = facts(&self.north, contact).await?;
        let south = facts(&self.south, contact).await?;
        if north.is_empty() || north != south {
            self.failures
                .push("the two sides show different facts".into());
        }
        self.tell("Each side's press follows the other's site; what one claims stands beside what the other says and");
        self.tell("what both signed, fact by fact.");
        Ok(north)
    }
}

async fn facts(side: &DemoSide, contact: &str) -> Result<Vec<TourFact>, CliError> {
    let shown = side.run_as("sherpa", &["facts", "show", contact]).await?;
    let all = shown["facts"].as_array().cloned().unwrap_or_default();
    let stand = |fact: &Value, name: &str| {
        let sides = fact["sides"].as_array();
        let one = sides.into_iter().flatten().find(|one| one["side"] == name);
        let stand = one.and_then(|one| one["stand"].as_str());
        stand.unwrap_or_default().to_owned()
    };
    let facts = all.iter().map(|fact| {
        Ok(TourFact {
            fact: id_of(fact, "fact")?,
            signed: fact["signed"].as_str().map(str::to_owned),
            north: stand(fact, "North"),
            south: stand(fact, "South"),
        })
    });
    facts.collect()
}

/// As a browser gets it.
async fn fetched(url: &str) -> Result<Vec<u8>, CliError> {
    let failed = |error: reqwest::Error| CliError::failed("press-site", error, "look at node.log");
    let answer = reqwest::get(url)
        .await
        .and_then(reqwest::Response::error_for_status);
    let bytes = answer.map_err(failed)?.bytes().await.map_err(failed)?;
    Ok(bytes.to_vec())
}

/// A PNG of two bands, with one stored block of zlib (RFC 1950, 1951).
fn drawn() -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        rows.push(0);
        for _ in 0..WIDTH {
            rows.extend(if y < HEIGHT / 2 {
                [230, 230, 235]
            } else {
                [40, 70, 140]
            });
        }
    }
    let length = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&rows);
    data.extend(adler(&rows).to_be_bytes());
    let mut header = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in [(*b"IHDR", header), (*b"IDAT", data), (*b"IEND", Vec::new())] {
        file.extend(PngChunk::new(kind, Bytes::from(contents)).encoder().bytes());
    }
    file
}

fn adler(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    let (mut one, mut two) = (1, 0);
    for byte in bytes {
        one = (one + u32::from(*byte)) % PRIME;
        two = (two + one) % PRIME;
    }
    two << 16 | one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_a_picture_and_nothing_else() {
        let (kind, kept) = node::app::picture::stripped(&drawn()).unwrap();
        assert_eq!((kind, kept), (domain::PictureKind::Png, drawn()));
        // The checksum of "Wikipedia", as RFC 1950's algorithm gives it.
        assert_eq!(adler(b"Wikipedia"), 0x11e6_0398);
    }
}
