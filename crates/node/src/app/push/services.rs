//! To which push services a node sends: a list of names, so that no registration makes it ask anybody else.

use std::str::FromStr;
use webauthn_rs::prelude::Url;

/// Those of the browsers in wide use: Chromium's, Firefox's, Edge's and Safari's.
pub const PUSH_SERVICES_USUAL: [&str; 4] = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.notify.windows.com",
    "web.push.apple.com",
];
/// Names in a list.
pub const PUSH_SERVICES_MAX: usize = 32;

/// Without a port in the name, this one.
const HTTPS_PORT: u16 = 443;

/// `host`, `*.below.host`, each with `:port` where it isn't that of HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Service {
    /// `*.` stands before it.
    below: bool,
    host: String,
    port: u16,
}

impl FromStr for Service {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no host name of a push service, such as push.example.org or *.example.org"
            )
        };
        let (below, named) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let url = Url::parse(&format!("https://{named}/")).map_err(|_| wrong())?;
        let host = url.domain().ok_or_else(wrong)?.to_owned();
        let port = url.port().unwrap_or(HTTPS_PORT);
        // Nothing but host and port, written as they are compared.
        let plain = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.clone(),
        };
        // A star stands in front alone; all names below one of a single label are everybody's.
        let is_too_wide = host.contains('*') || (below && !host.contains('.'));
        match plain == named && !is_too_wide {
            true => Ok(Self { below, host, port }),
            false => Err(wrong()),
        }
    }
}

impl Service {
    fn is_of(&self, host: &str, port: u16) -> bool {
        let named = match self.below {
            true => host
                .strip_suffix(&self.host)
                .is_some_and(|above| above.len() > 1 && above.ends_with('.')),
            false => host == self.host,
        };
        named && port == self.port
    }
}

/// The list; an empty one sends nothing to anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushServices {
    names: Vec<String>,
    services: Vec<Service>,
}

impl PushServices {
    /// # Errors
    /// What is wrong with which name.
    pub fn read(names: &[String]) -> Result<Self, String> {
        if names.len() > PUSH_SERVICES_MAX {
            return Err(format!(
                "at most {PUSH_SERVICES_MAX} push services are named"
            ));
        }
        let services: Result<_, _> = names.iter().map(|name| name.parse()).collect();
        Ok(Self {
            names: names.to_vec(),
            services: services?,
        })
    }

    pub fn are_none(&self) -> bool {
        self.services.is_empty()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether a request goes there: by HTTPS, to a name of the list, without anybody's login.
    pub fn take(&self, endpoint: &str) -> bool {
        let Ok(url) = Url::parse(endpoint) else {
            return false;
        };
        let Some(host) = url.domain().filter(|_| url.scheme() == "https") else {
            return false;
        };
        let bare = url.username().is_empty() && url.password().is_none();
        let port = url.port().unwrap_or(HTTPS_PORT);
        bare && self.services.iter().any(|one| one.is_of(host, port))
    }
}

/// Of an address nothing else may be told.
pub(super) fn host_of(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(names: &[&str]) -> PushServices {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        PushServices::read(&names).unwrap()
    }

    #[test]
    fn nobody_but_the_named_services_is_asked() {
        let named = services(&PUSH_SERVICES_USUAL);
        let ported = services(&["push.example.org:8443"]);
        for (endpoint, of_named, of_ported) in [
            ("https://fcm.googleapis.com/fcm/send/abc", true, false),
            ("https://FCM.googleapis.com/fcm/send/abc", true, false),
            ("https://fcm.googleapis.com:443/x", true, false),
            (
                "https://wns2-par02p.notify.windows.com/w/?token=a",
                true,
                false,
            ),
            ("https://web.push.apple.com/abc", true, false),
            ("https://push.example.org:8443/abc", false, true),
            ("https://push.example.org/abc", false, false),
            // Not by TLS, another port, a login, a longer or a shorter name, a number.
            ("http://fcm.googleapis.com/x", false, false),
            ("https://fcm.googleapis.com:8443/x", false, false),
            ("https://me@fcm.googleapis.com/x", false, false),
            ("https://:secret@fcm.googleapis.com/x", false, false),
            ("https://fcm.googleapis.com.example.org/x", false, false),
            ("https://evilfcm.googleapis.com/x", false, false),
            ("https://notify.windows.com/x", false, false),
            ("https://.notify.windows.com/x", false, false),
            ("https://evilnotify.windows.com/x", false, false),
            ("https://fcm.googleapis.com@127.0.0.1/x", false, false),
            ("https://127.0.0.1/x", false, false),
            ("https://[::1]/x", false, false),
            ("https://localhost/x", false, false),
            ("fcm.googleapis.com", false, false),
            ("", false, false),
        ] {
            assert_eq!(named.take(endpoint), of_named, "{endpoint}");
            assert_eq!(ported.take(endpoint), of_ported, "{endpoint}");
        }
        assert!(!PushServices::default().take("https://fcm.googleapis.com/x"));
    }

    #[test]
    fn a_name_is_a_host_and_nothing_else() {
        for (name, is_taken) in [
            ("push.example.org", true),
            ("localhost:4443", true),
            ("*.example.org", true),
            ("*.org", false),
            ("*", false),
            ("*.", false),
            ("", false),
            ("Push.example.org", false),
            ("https://push.example.org", false),
            ("push.example.org/", false),
            ("push.example.org:443", false),
            ("push.example.org:99999", false),
            ("me@push.example.org", false),
            ("192.0.2.1", false),
            ("push.*.org", false),
        ] {
            let read = PushServices::read(&[name.to_owned()]);
            assert_eq!(read.is_ok(), is_taken, "{name}: {read:?}");
        }
    }

    #[test]
    fn a_list_has_so_many_names() {
        let names = |count: usize| -> Vec<String> {
            (0..count).map(|at| format!("p{at}.example.org")).collect()
        };
        for (count, is_taken) in [
            (PUSH_SERVICES_MAX - 1, true),
            (PUSH_SERVICES_MAX, true),
            (PUSH_SERVICES_MAX + 1, false),
        ] {
            assert_eq!(
                PushServices::read(&names(count)).is_ok(),
                is_taken,
                "{count}"
            );
        }
    }
}
