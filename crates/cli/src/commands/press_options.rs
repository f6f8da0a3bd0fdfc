//! What a text claims of a round, and the picture that goes with it, as options.

use clap::Args;
use client::{
    Desk,
    form::{DayForm, RoundFactsForm, Word},
};
use domain::{Noun, OtherDate, Picture};
use identity::Hash32;
use std::path::{Path, PathBuf};

use super::{subject::find_subject, terms_options::word};
use crate::{CliError, home::Home, private_file};

/// Facts of a round that the text claims; what isn't given it is silent about.
#[derive(Debug, Clone, Default, Args)]
pub struct RoundFactOptions {
    /// Round of which the facts that follow are claimed: id, or its first digits
    #[arg(long, value_name = "ROUND")]
    pub of_round: Option<String>,
    /// Claimed fact: where the round takes place
    #[arg(long, value_name = "PLACE", requires = "of_round")]
    pub place: Option<String>,
    /// Claimed fact: the day on which it begins, such as 2022-01-10
    #[arg(long, value_name = "DAY", requires_all = ["of_round", "date_zone"])]
    pub date: Option<String>,
    /// Zone in which --date is told, such as Europe/Zurich
    #[arg(long, value_name = "ZONE", requires = "date")]
    pub date_zone: Option<String>,
    /// Claimed fact: whether there is another date, none or possible
    #[arg(long, value_name = "WHETHER", requires = "of_round")]
    pub other_date: Option<OtherDate>,
    /// Claimed fact: the office of who leads the own delegation
    #[arg(long, value_name = "OFFICE", requires = "of_round")]
    pub own_head: Option<String>,
    /// Claimed fact: the office of who leads the other side's delegation
    #[arg(long, value_name = "OFFICE", requires = "of_round")]
    pub other_head: Option<String>,
    /// Claimed fact: the contact that must be over before the round begins
    #[arg(long, value_name = "CONTACT", requires = "of_round")]
    pub preceded_by: Option<String>,
    /// Claimed fact: what the round is for, in a few words
    #[arg(long, value_name = "WORDS", requires = "of_round")]
    pub purpose: Option<String>,
}

impl RoundFactOptions {
    pub fn form(&self, desk: &Desk) -> Result<Option<RoundFactsForm>, CliError> {
        let Some(round) = &self.of_round else {
            return Ok(None);
        };
        let date = self.date.as_ref().zip(self.date_zone.as_ref());
        let preceded_by = self.preceded_by.as_deref();
        let preceded_by = preceded_by
            .map(|contact| find_subject(desk, &[Noun::Contact], contact))
            .transpose()?;
        Ok(Some(RoundFactsForm {
            round: Word(find_subject(desk, &[Noun::Round], round)?),
            place: self.place.clone(),
            date: date.map(|(day, zone)| DayForm {
                day: day.clone(),
                zone: zone.clone(),
            }),
            other_date: word(self.other_date),
            own_head: self.own_head.clone(),
            other_head: self.other_head.clone(),
            preceded_by: word(preceded_by),
            purpose: self.purpose.clone(),
        }))
    }
}

/// A picture that is released with the text.
#[derive(Debug, Clone, Default, Args)]
pub struct PictureOptions {
    /// A JPEG, PNG or WebP picture; what its file tells besides (camera, place, names) is left out
    #[arg(long, value_name = "FILE", requires_all = ["picture_source", "picture_alt"])]
    pub picture: Option<PathBuf>,
    /// Where the picture is from, such as "site of the leader's press service"
    #[arg(long, value_name = "SOURCE", requires = "picture")]
    pub picture_source: Option<String>,
    /// What the picture shows, for those who don't see it
    #[arg(long, value_name = "WORDS", requires = "picture")]
    pub picture_alt: Option<String>,
}

impl PictureOptions {
    /// The picture without anything else in its file, kept until it is released.
    pub fn taken(&self, home: &Home) -> Result<Option<Picture>, CliError> {
        let Some(path) = &self.picture else {
            return Ok(None);
        };
        let file = std::fs::read(path).map_err(|error| private_file::failed(path, &error))?;
        let (kind, kept) = node::app::picture::stripped(&file).map_err(refused)?;
        let picture = Picture {
            hash: Hash32(identity::sha256(&kept)),
            kind,
            bytes: u32::try_from(kept.len()).unwrap_or(u32::MAX),
            source: self.picture_source.clone().unwrap_or_default(),
            alt: self.picture_alt.clone().unwrap_or_default(),
        };
        private_file::make_dir(&pictures_dir(home))?;
        private_file::write(&picture_path(home, &picture), &kept)?;
        Ok(Some(picture))
    }
}

fn refused(error: node::app::picture::PictureError) -> CliError {
    CliError::usage(
        "picture-refused",
        error,
        "save it as a JPEG, PNG or WebP of at most 512 KiB and draft it again",
    )
}

fn pictures_dir(home: &Home) -> PathBuf {
    home.dir().join("pictures")
}

/// Where a drafted picture is kept in this directory.
pub fn picture_path(home: &Home, picture: &Picture) -> PathBuf {
    pictures_dir(home).join(format!("{}.{}", picture.hash, picture.kind))
}

/// The file of a draft's picture: the named one, or the one that is kept here; never another picture.
pub fn picture_file(
    home: &Home,
    picture: &Picture,
    named: Option<&Path>,
) -> Result<(PathBuf, Vec<u8>), CliError> {
    let usual = picture_path(home, picture);
    let path = named.map_or(usual, Path::to_owned);
    let next = "take the file from who drafted it, in pictures/ there, and name it: --picture FILE";
    let file = std::fs::read(&path).map_err(|error| {
        CliError::usage(
            "picture-wanted",
            format!(
                "the picture {} isn't here: {}: {error}",
                picture.hash,
                path.display()
            ),
            next,
        )
    })?;
    match node::app::picture::check(&file, picture) {
        Ok(()) => Ok((path, file)),
        Err(error) => Err(CliError::refused("picture-refused", error, next)),
    }
}
