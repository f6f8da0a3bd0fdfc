//! `[press]` of side.toml: whose clocks the press site shows, and how newsrooms reach the press service.

use node::app::{PressContact, PressSite, PressSiteError, Zone};
use serde::{Deserialize, Serialize};

use crate::CliError;

/// What a side says of its press service; everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressFile {
    /// The side's own zone, as in the time zone database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The other side's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Several lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
}

impl PressFile {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the node is told of it.
    pub fn site(&self) -> Result<PressSite, CliError> {
        self.read().map_err(|error| {
            CliError::usage(
                "press-settings",
                error,
                "correct it below [press] in side.toml, or take the line out",
            )
        })
    }

    fn read(&self) -> Result<PressSite, PressSiteError> {
        let zone = |name: &Option<String>| name.as_deref().map(Zone::named).transpose();
        let contact = PressContact {
            office: self.office.clone(),
            address: self.address.clone(),
            mail: self.mail.clone(),
            telephone: self.telephone.clone(),
        };
        Ok(PressSite {
            zone: zone(&self.zone)?,
            other_zone: zone(&self.other_zone)?,
            contact: contact.checked()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_page_could_show_is_refused_before_the_node_runs() {
        for (text, expected) in [
            ("", None),
            (
                "zone = \"Europe/Moscow\"\nmail = \"press@north.example\"",
                None,
            ),
            ("zone = \"Moscow\"", Some("there is no zone `Moscow`")),
            ("other_zone = \"\"", Some("there is no zone")),
            ("mail = \"press\"", Some("mail isn't an address")),
            ("office = \"\"", Some("office is empty")),
            ("telephone = \"ask\"", Some("telephone has digits")),
        ] {
            let file: PressFile = toml::from_str(text).unwrap();
            match (file.site(), expected) {
                (Ok(_), None) => {}
                (Err(error), Some(cause)) => {
                    assert_eq!(error.code.as_str(), "press-settings");
                    assert!(error.to_string().contains(cause), "{error}");
                }
                (read, expected) => panic!("{text}: {:?}, not {expected:?}", read.is_ok()),
            }
        }
        assert!(toml::from_str::<PressFile>("fax = \"1\"").is_err());
    }
}
