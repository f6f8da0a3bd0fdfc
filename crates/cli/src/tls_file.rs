//! `[tls]` of side.toml: where TLS ends, and what the node is told of it. A node that others reach
//! without TLS doesn't start unless somebody said that it may.

use node::runtime::tls::{AcmeSettings, TlsConfig, TlsSource};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use crate::{CliError, api::is_localhost, home::SideFile};

/// The directory that is asked where none is named.
pub const ACME_DIRECTORY_USUAL: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// Folder of ordered certificates, beside side.toml.
const ACME_CACHE_USUAL: &str = "acme";

/// Where TLS ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
pub enum TlsFile {
    /// At the node, with a certificate from files.
    Files {
        address: SocketAddr,
        certificate: PathBuf,
        key: PathBuf,
    },
    /// At the node, with a certificate that it orders itself.
    Acme {
        address: SocketAddr,
        contact: String,
        #[serde(default = "directory_usual")]
        directory: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cache: Option<PathBuf>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<PathBuf>,
    },
    /// At a proxy before `http`.
    Proxy,
    /// Nowhere: this machine alone comes to `http`.
    None,
}

fn directory_usual() -> String {
    ACME_DIRECTORY_USUAL.to_owned()
}

/// What a node is told of TLS.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Browsers come to a proxy by TLS.
    pub by_proxy: bool,
    pub here: Option<TlsConfig>,
}

/// Where TLS ends by these settings, in the directory `dir`; why the node may not start otherwise.
pub fn ending(side: &SideFile, dir: &Path, danger_plain_http: bool) -> Result<Ending, CliError> {
    let url = public_url(side)?;
    let over_tls = url.scheme() == "https";
    let wanted = || {
        CliError::usage(
            "public-url-wanted",
            format!("TLS ends at this side, and `{url}` isn't an address of https://"),
            "say in side.toml under which name browsers come: press_url = \"https://…\"",
        )
    };
    match &side.tls {
        Some(tls @ (TlsFile::Files { address, .. } | TlsFile::Acme { address, .. })) => {
            let host = url.host_str().filter(|_| over_tls).ok_or_else(wanted)?;
            if !danger_plain_http && !side.http.ip().is_loopback() {
                return Err(CliError::usage(
                    "tls-wanted",
                    format!(
                        "others reach this node at {} without TLS, beside HTTPS",
                        side.http
                    ),
                    "bind http to 127.0.0.1 in side.toml; inside a VPN start it with --danger-plain-http",
                ));
            }
            Ok(Ending {
                by_proxy: false,
                here: Some(TlsConfig {
                    address: *address,
                    host: host.to_owned(),
                    public_url: url.origin().ascii_serialization(),
                    source: source(tls, dir),
                }),
            })
        }
        Some(TlsFile::Proxy) if !over_tls => Err(wanted()),
        Some(TlsFile::None) if over_tls => Err(CliError::usage(
            "tls-wanted",
            format!("`{url}` is an address of TLS, and side.toml says that TLS ends nowhere"),
            "say where: by = \"files\", \"acme\" or \"proxy\" below [tls]; or take https:// from press_url",
        )),
        // A side founded before these settings: its address says that a proxy is there.
        Some(TlsFile::Proxy | TlsFile::None) | None if over_tls => Ok(Ending {
            by_proxy: true,
            here: None,
        }),
        Some(TlsFile::Proxy | TlsFile::None) | None => {
            if danger_plain_http || (side.http.ip().is_loopback() && is_of_this_machine(&url)) {
                return Ok(Ending {
                    by_proxy: false,
                    here: None,
                });
            }
            Err(CliError::usage(
                "tls-wanted",
                format!(
                    "others reach this node at {} without TLS: passers-by would read sessions, and could change what the node serves",
                    match side.http.ip().is_loopback() {
                        true => url.to_string(),
                        false => side.http.to_string(),
                    }
                ),
                "say in side.toml where TLS ends ([tls], by = \"files\", \"acme\" or \"proxy\"); `detente setup --help`; inside a VPN start it with --danger-plain-http",
            ))
        }
    }
}

fn source(tls: &TlsFile, dir: &Path) -> TlsSource {
    // Joining keeps an absolute path as it is.
    match tls {
        TlsFile::Files {
            certificate, key, ..
        } => TlsSource::Files {
            certificate: dir.join(certificate),
            key: dir.join(key),
        },
        TlsFile::Acme {
            contact,
            directory,
            cache,
            authority,
            ..
        } => TlsSource::Acme(AcmeSettings {
            directory: directory.clone(),
            contact: contact.clone(),
            cache: dir.join(cache.as_deref().unwrap_or(Path::new(ACME_CACHE_USUAL))),
            authority: authority.as_deref().map(|path| dir.join(path)),
        }),
        TlsFile::Proxy | TlsFile::None => unreachable!("nothing ends here"),
    }
}

fn public_url(side: &SideFile) -> Result<Url, CliError> {
    let text = side.public_url();
    Url::parse(&text).map_err(|error| {
        CliError::usage(
            "public-url",
            format!("`{text}` is no address: {error}"),
            "correct press_url in side.toml",
        )
    })
}

/// Whether only this machine can mean itself by it.
fn is_of_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    is_localhost(host) || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &str = "[tls]\nby = \"files\"\naddress = \"0.0.0.0:443\"\ncertificate = \"tls/chain.pem\"\nkey = \"/k.pem\"";
    const ACME: &str =
        "[tls]\nby = \"acme\"\naddress = \"0.0.0.0:443\"\ncontact = \"admin@north.example\"";

    fn side(http: &str, press_url: Option<&str>, tls: &str) -> SideFile {
        let press_url =
            press_url.map_or_else(String::new, |url| format!("press_url = \"{url}\"\n"));
        toml::from_str(&format!(
            "name = \"North\"\nhttp = \"{http}\"\nline = \"127.0.0.1:2\"\nmedia = \"127.0.0.1:3\"\nmetrics = \"127.0.0.1:4\"\n{press_url}{tls}"
        ))
        .unwrap()
    }

    #[track_caller]
    fn check(side: &SideFile, danger_plain_http: bool, expected: &str) {
        let got = match ending(side, Path::new("/d"), danger_plain_http) {
            Ok(Ending {
                here: Some(here), ..
            }) => match here.source {
                TlsSource::Files { certificate, key } => format!(
                    "{} {} {} {}",
                    here.host,
                    here.public_url,
                    certificate.display(),
                    key.display()
                ),
                TlsSource::Acme(acme) => {
                    format!("{} {} {}", here.host, acme.directory, acme.cache.display())
                }
            },
            Ok(Ending { by_proxy: true, .. }) => "proxy".into(),
            Ok(Ending { .. }) => "none".into(),
            Err(error) => error.code,
        };
        assert_eq!(got, expected, "{side:?}");
    }

    #[test]
    fn a_node_that_others_reach_has_tls_or_is_told() {
        const HERE: &str = "127.0.0.1:7480";
        const NAME: Option<&str> = Some("https://north.example");
        const NONE: &str = "[tls]\nby = \"none\"";
        const PROXY: &str = "[tls]\nby = \"proxy\"";
        for (http, press_url, tls, expected) in [
            (HERE, None, "", "none"),
            ("[::1]:7480", None, NONE, "none"),
            (HERE, Some("http://north.localhost:7480"), NONE, "none"),
            (HERE, Some("http://north.example"), "", "tls-wanted"),
            ("192.0.2.1:80", None, "", "tls-wanted"),
            ("0.0.0.0:80", None, NONE, "tls-wanted"),
            (
                "192.0.2.1:80",
                Some("http://localhost"),
                PROXY,
                "public-url-wanted",
            ),
            (HERE, NAME, "", "proxy"),
            ("192.0.2.1:80", NAME, PROXY, "proxy"),
            (HERE, NAME, NONE, "tls-wanted"),
            (HERE, None, FILES, "public-url-wanted"),
            ("192.0.2.1:80", NAME, FILES, "tls-wanted"),
            ("0.0.0.0:80", NAME, ACME, "tls-wanted"),
            (
                HERE,
                Some("http://north.example"),
                ACME,
                "public-url-wanted",
            ),
            (HERE, Some("north.example"), "", "public-url"),
            (
                HERE,
                Some("https://north.example:8443/"),
                FILES,
                "north.example https://north.example:8443 /d/tls/chain.pem /k.pem",
            ),
            (
                HERE,
                NAME,
                ACME,
                "north.example https://acme-v02.api.letsencrypt.org/directory /d/acme",
            ),
        ] {
            check(&side(http, press_url, tls), false, expected);
        }
    }

    #[test]
    fn whoever_says_so_may_do_without() {
        check(&side("10.7.0.1:7480", None, ""), true, "none");
        check(&side("10.7.0.1:7480", None, ""), false, "tls-wanted");
    }

    #[test]
    fn settings_come_back_as_they_were_written() {
        for tls in [FILES, ACME, "[tls]\nby = \"proxy\"", "[tls]\nby = \"none\""] {
            let side = side("127.0.0.1:1", Some("https://north.example"), tls);
            let text = toml::to_string(&side).unwrap();
            assert_eq!(toml::from_str::<SideFile>(&text).unwrap(), side, "{text}");
        }
        let unknown = format!("{FILES}\npassphrase = \"x\"");
        assert!(toml::from_str::<SideFile>(&format!("name = \"N\"\nhttp = \"127.0.0.1:1\"\nline = \"127.0.0.1:1\"\nmedia = \"127.0.0.1:1\"\nmetrics = \"127.0.0.1:1\"\n{unknown}")).is_err());
    }
}
