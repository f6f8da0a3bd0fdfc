//! The other side's press site, followed by its Atom feed (RFC 4287). The address was pinned by a person;
//! nothing else is asked, whatever the feed says or answers lead to; nor is an own network, to which their
//! name may lead. What is read is theirs once their
//! press key, pinned in person too, has signed it.

use atom_syndication::Feed;
use client::PublicTextError;
use domain::Document;
use identity::Charter;
use reqwest::{Url, redirect::Policy};
use std::{collections::BTreeSet, time::Duration};

use super::{
    press_site::{self, MINISIG_BYTES_MAX, TEXT_BYTES_MAX, read},
    public_network::Reach,
};
use crate::CliError;

/// Longest feed: as many texts as a press page shows, the longest, and what XML writes around them.
pub const FEED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Entries of a feed that are looked at, from its beginning.
pub const FEED_ENTRIES_MAX: usize = 128;
/// One answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// A look at everything that is new.
const LOOK_TIMEOUT: Duration = Duration::from_secs(180);
/// Longest name of a release.
const NAME_BYTES_MAX: usize = 64;

/// What an entry of the feed leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// As the feed names it.
    pub name: String,
    pub url: String,
    pub text: Result<Signed, String>,
}

/// A text under the press key of the side that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub document: String,
    pub minisig: String,
}

/// The address of a press site as it is kept: nothing after the host but a path.
pub fn site_of(text: &str) -> Result<Url, CliError> {
    let odd = |cause: String| {
        CliError::usage(
            "url",
            format!("`{text}` is no address of a press site: {cause}"),
            "such as https://press.south.example",
        )
    };
    let mut url = Url::parse(text).map_err(|error| odd(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(odd("it begins with https:// or http:// and a host".into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(odd("it holds a name or password".into()));
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{path}/"));
    Ok(url)
}

/// Looks at the feed, and at each release in it whose name isn't among `known`.
pub async fn look(
    site: &Url,
    reach: Reach,
    charter: &Charter,
    known: &BTreeSet<String>,
) -> Result<Vec<Entry>, CliError> {
    // Nowhere but there: an answer that leads elsewhere is none.
    let http = press_site::client(site, press_site::roots(), TIMEOUT, Policy::none(), reach)?;
    look_with(&http, site, charter, known, LOOK_TIMEOUT).await
}

async fn look_with(
    http: &reqwest::Client,
    site: &Url,
    charter: &Charter,
    known: &BTreeSet<String>,
    look_timeout: Duration,
) -> Result<Vec<Entry>, CliError> {
    let look = async {
        let feed = read(http, &join(site, "feed.atom")?, FEED_BYTES_MAX).await?;
        let mut entries = Vec::new();
        for id in entry_ids(&feed)? {
            let entry = match name_of(&id, charter) {
                Ok(name) if known.contains(&name) => continue,
                Ok(name) => {
                    let url = join(site, &format!("releases/{name}"))?;
                    let text = fetch(http, &url, &name, charter).await;
                    let text = text.map_err(|error| error.cause);
                    Entry {
                        url: url.into(),
                        name,
                        text,
                    }
                }
                Err(why) => Entry {
                    name: id,
                    url: site.to_string(),
                    text: Err(why),
                },
            };
            entries.push(entry);
        }
        Ok(entries)
    };
    match tokio::time::timeout(look_timeout, look).await {
        Ok(looked) => looked,
        Err(_) => Err(CliError::failed(
            "site-slow",
            format!("{site} answers too slowly to read what is new there"),
            "try again; what was read before stays",
        )),
    }
}

fn join(site: &Url, path: &str) -> Result<Url, CliError> {
    site.join(path)
        .map_err(|error| CliError::usage("url", error, "name the press site's address again"))
}

/// Ids of a feed's entries, each once, in its order.
fn entry_ids(feed: &str) -> Result<Vec<String>, CliError> {
    let odd = |cause: &str| {
        CliError::unverified(
            "odd-feed",
            format!("the press site's feed isn't one: {cause}"),
            "look at the address; ask the other side's press service",
        )
    };
    // Our feeds declare no types of document, and so no entities that unfold.
    if feed.contains("<!DOCTYPE") || feed.contains("<!ENTITY") {
        return Err(odd("it declares a type of document"));
    }
    let feed: Feed = feed
        .parse()
        .map_err(|error: atom_syndication::Error| odd(&error.to_string()))?;
    let mut seen = BTreeSet::new();
    let ids = feed.entries().iter().take(FEED_ENTRIES_MAX);
    let ids = ids.map(|entry| entry.id.chars().take(FEED_ID_CHARS_MAX).collect::<String>());
    Ok(ids.filter(|id| seen.insert(id.clone())).collect())
}

/// Longest id that is shown: prefix, side and name fit.
const FEED_ID_CHARS_MAX: usize = 160;

/// The release that an entry's id names, or why it is none of this side.
fn name_of(id: &str, charter: &Charter) -> Result<String, String> {
    let own = format!("urn:detente:{}:", charter.side());
    let name = id
        .strip_prefix(&own)
        .ok_or("its id is no release of this side")?;
    let kind_and_digits = name.rsplit_once('-').filter(|(kind, digits)| {
        let letters = |c: char| c.is_ascii_lowercase() || c == '-';
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        !kind.is_empty()
            && kind.chars().all(letters)
            && digits.len() == 12
            && digits.chars().all(hex)
            && name.len() <= NAME_BYTES_MAX
    });
    match kind_and_digits {
        Some(_) => Ok(name.to_owned()),
        None => Err("its id has no release's form".to_owned()),
    }
}

async fn fetch(
    http: &reqwest::Client,
    url: &Url,
    name: &str,
    charter: &Charter,
) -> Result<Signed, CliError> {
    let mut part = url.clone();
    part.set_path(&format!("{}.txt", url.path()));
    let document = read(http, &part, TEXT_BYTES_MAX).await?;
    part.set_path(&format!("{}.txt.minisig", url.path()));
    let minisig = read(http, &part, MINISIG_BYTES_MAX).await?;
    check(&document, &minisig, name, charter)?;
    Ok(Signed { document, minisig })
}

/// Whether a text is this side's release of this name.
pub fn check(
    document: &str,
    minisig: &str,
    name: &str,
    charter: &Charter,
) -> Result<Document, CliError> {
    client::check_public_text(document, minisig, name, charter).map_err(|error| match error {
        PublicTextError::Signature(_) => CliError::unverified(
            "bad-signature",
            error,
            "don't publish it; get text and .minisig again from the press site, and the key from the side itself",
        ),
        PublicTextError::Form | PublicTextError::OtherSide | PublicTextError::OtherRelease => {
            CliError::unverified("odd-release", error, "ask the other side's press service")
        }
    })
}

#[cfg(test)]
#[path = "press_feed_tests.rs"]
mod tests;
