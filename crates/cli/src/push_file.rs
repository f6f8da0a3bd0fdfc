//! `[push]` of side.toml: which push services a node may ask to call browsers whose page is closed, and what
//! it tells them of itself.

use node::runtime::push::PushSettings;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

use crate::home::SideFile;

/// What an operator says of Web Push; what isn't said is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushFile {
    /// Hosts of push services; none turns Web Push off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<String>>,
    /// `mailto:` or `https:`, by which a push service finds whoever runs this node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// PEM file with the authority of a push service's TLS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<PathBuf>,
    /// `http://HOST:PORT` through which push services are reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
}

/// What the node is told, in the directory `dir`.
pub fn settings(side: &SideFile, dir: &Path) -> PushSettings {
    let usual = PushSettings::default();
    let said = side.push.clone().unwrap_or_default();
    // Push services ask for a contact, and some take nothing without one.
    let public = side.press_url.clone();
    let public = public.filter(|url| url.starts_with("https://"));
    PushSettings {
        services: said.services.unwrap_or(usual.services),
        contact: said.contact.or(public),
        authority: said.authority.map(|path| dir.join(path)),
        proxy: said.proxy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> PushSettings {
        let side: SideFile = toml::from_str(&format!(
            "name = \"North\"\nhttp = \"127.0.0.1:1\"\nline = \"127.0.0.1:2\"\nmedia = \"127.0.0.1:3\"\nmetrics = \"127.0.0.1:4\"\n{more}"
        ))
        .unwrap();
        settings(&side, Path::new("/d"))
    }

    #[test]
    fn what_isnt_said_is_as_usual_and_no_service_turns_it_off() {
        assert_eq!(read(""), PushSettings::default());
        assert!(!read("").services.is_empty());
        assert!(read("[push]\nservices = []").services.is_empty());
        let own = read(
            "press_url = \"https://press.north.example\"\n[push]\nservices = [\"push.north.example\"]\nauthority = \"push.pem\"\nproxy = \"http://proxy.north.example:3128\"",
        );
        assert_eq!(own.services, ["push.north.example"]);
        assert_eq!(own.contact.as_deref(), Some("https://press.north.example"));
        assert_eq!(own.authority, Some("/d/push.pem".into()));
        let said = read(
            "press_url = \"https://press.north.example\"\n[push]\ncontact = \"mailto:duty@north.example\"",
        );
        assert_eq!(said.contact.as_deref(), Some("mailto:duty@north.example"));
        // Nobody else finds it there.
        assert_eq!(read("press_url = \"http://127.0.0.1:7480\"").contact, None);
    }
}
