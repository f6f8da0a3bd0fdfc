//! Calls of closed pages: whether they are set up, who registered at which service, and how the last ones went.

use node::app::{PushFailure, PushServices, PushesView};
use node::runtime::push::pushes;
use std::collections::BTreeMap;

use super::{Findings, Verdict};
use crate::{
    home::{Home, SideFile},
    push_file,
    shown::utc,
};

const WHAT: &str = "web push";

pub fn check_push(home: &Home, side: &SideFile, found: &mut Findings) {
    let settings = push_file::settings(side, home.dir());
    let services = match PushServices::read(&settings.services) {
        Ok(services) => services,
        Err(cause) => {
            return found.add(
                WHAT,
                Verdict::Bad,
                cause,
                "repair `services` below [push] in side.toml, then start the node again",
            );
        }
    };
    if services.are_none() {
        return found.good(WHAT, "turned off in side.toml: no closed page is called");
    }
    let path = home.store_path();
    // A store that isn't there yet has nobody registered; one that doesn't open is told of by its own check.
    let Ok(view) = (match path.exists() {
        true => pushes(&path),
        false => Ok(PushesView::default()),
    }) else {
        return;
    };
    of_store(&view, &services, settings.contact.is_some(), found);
}

pub(super) fn of_store(
    view: &PushesView,
    services: &PushServices,
    has_contact: bool,
    found: &mut Findings,
) {
    if !view.has_key && view.registered.is_empty() {
        return found.good(
            WHAT,
            "on; the node makes its key once the first browser asks to be called",
        );
    }
    if !view.has_key {
        return found.add(
            WHAT,
            Verdict::Bad,
            "browsers are registered, and the node's key for their services isn't in the store",
            "have each person turn it on again: *Device test*, *Ring me when this page is closed*",
        );
    }
    let mut hosts: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for (_, one) in &view.registered {
        let host = hosts.entry(one.service()).or_default();
        host.0 += 1;
        host.1 |= services.take(&one.endpoint);
    }
    let counted: Vec<String> = hosts
        .iter()
        .map(|(host, (count, _))| format!("{count} at {host}"))
        .collect();
    let taken = view.registered.iter();
    let taken = taken.filter_map(|(_, one)| one.taken_unix_ms).max();
    let taken = match taken {
        Some(at) => format!("a call got through last {}", utc(at)),
        None => "none was called so far with success".to_owned(),
    };
    let registered = match counted.is_empty() {
        true => "a key is there; no browser is registered".to_owned(),
        false => format!(
            "a key is there; browsers registered: {}; {taken}",
            counted.join(", ")
        ),
    };
    found.good(WHAT, registered);
    for (host, _) in hosts.iter().filter(|(_, (_, is_listed))| !is_listed) {
        found.add(
            WHAT,
            Verdict::Warning,
            format!("nothing is sent to {host}: it isn't among `services` in side.toml any more"),
            "name it below [push] and start the node again, or have those persons turn it off",
        );
    }
    for (_, one) in &view.registered {
        if let Some(failed) = one.failed {
            let (why, next) = told(failed.why, &one.service(), has_contact);
            let at = utc(failed.at_unix_ms);
            found.add(
                WHAT,
                Verdict::Warning,
                format!(
                    "the last call to a browser at {} {at} didn't get through: {why}",
                    one.service()
                ),
                next,
            );
        }
    }
    if let Some(gone) = &view.gone {
        found.good(
            WHAT,
            format!(
                "{} said {} that a browser is registered there no more: it was forgotten",
                gone.service,
                utc(gone.at_unix_ms)
            ),
        );
    }
}

/// Why, and what to do about it.
fn told(why: PushFailure, host: &str, has_contact: bool) -> (String, String) {
    match why {
        PushFailure::Refused(status @ (401 | 403)) if !has_contact => (
            format!("the service refused this node (status {status}), which names nobody"),
            "name whoever runs this node: `contact = \"mailto:…\"` below [push] in side.toml, then start it again"
                .to_owned(),
        ),
        PushFailure::Refused(status @ (401 | 403)) => (
            format!("the service refused this node's signature (status {status})"),
            "look at this machine's clock, then have that person turn it off and on again (*Device test*)".to_owned(),
        ),
        PushFailure::Refused(status) => (
            format!("the service refused it (status {status})"),
            "have that person turn it off and on again (*Device test*); if it stays, reach them by other ways".to_owned(),
        ),
        PushFailure::Busy(status) => (
            format!("the service couldn't take it for as long as it rang (status {status})"),
            "nothing to repair here; if it stays, reach those persons by other ways".to_owned(),
        ),
        PushFailure::Unreached => (
            "the service wasn't reached, or didn't answer in time".to_owned(),
            format!(
                "look whether this machine reaches https://{host}: name server, firewall, `proxy` and `authority` below [push] in side.toml"
            ),
        ),
        PushFailure::Unsent => (
            "nothing was sent: its service wasn't on the list, or its keys take nothing sealed".to_owned(),
            format!("name {host} in `services` below [push], or have that person turn it off and on again"),
        ),
        PushFailure::TooMany => (
            "too many browsers were being called at once".to_owned(),
            "look at the node's log: a service that hangs, or a flood of FLASH messages".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Finding, *};
    use identity::DeviceId;
    use node::app::{FailedPush, GonePush, Subscription};

    fn one(host: &str, taken_unix_ms: Option<i64>, why: Option<PushFailure>) -> Subscription {
        let at_unix_ms = 1_640_894_400_000;
        let failed = why.map(|why| FailedPush { at_unix_ms, why });
        let row = serde_json::json!({
            "endpoint": format!("https://{host}/x"), "p256dh": "", "auth": "",
            "registered_unix_ms": 1, "taken_unix_ms": taken_unix_ms, "failed": failed,
        });
        serde_json::from_value(row).unwrap()
    }

    fn found_of(view: &PushesView, has_contact: bool) -> Vec<Finding> {
        let services = PushServices::read(&["push.example.org".to_owned()]).unwrap();
        let mut found = Findings {
            findings: Vec::new(),
        };
        of_store(view, &services, has_contact, &mut found);
        found.findings
    }

    #[test]
    fn each_state_is_told_with_what_to_do() {
        let view = |has_key, all: Vec<Subscription>| PushesView {
            has_key,
            registered: all
                .into_iter()
                .map(|one| (DeviceId([1; 16]), one))
                .collect(),
            gone: None,
        };
        let here = "push.example.org";
        let failed = |why| view(true, vec![one(here, Some(1), Some(why))]);
        let refused = PushFailure::Refused(403);
        for (view, has_contact, verdicts, says) in [
            (
                view(false, vec![]),
                true,
                vec![Verdict::Good],
                "first browser asks",
            ),
            (
                view(true, vec![]),
                true,
                vec![Verdict::Good],
                "no browser is registered",
            ),
            (
                view(false, vec![one(here, None, None)]),
                true,
                vec![Verdict::Bad],
                "isn't in the store",
            ),
            (
                view(true, vec![one(here, None, None)]),
                true,
                vec![Verdict::Good],
                "1 at push.example.org; none",
            ),
            (
                view(true, vec![one(here, Some(1_640_894_400_000), None); 2]),
                true,
                vec![Verdict::Good],
                "2 at push.example.org; a call got through last 2021-12-30",
            ),
            (
                view(true, vec![one("push.example.net", None, None)]),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "nothing is sent to push.example.net",
            ),
            (
                failed(refused),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "signature (status 403)",
            ),
            (
                failed(refused),
                false,
                vec![Verdict::Good, Verdict::Warning],
                "which names nobody",
            ),
            (
                failed(PushFailure::Refused(413)),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "status 413",
            ),
            (
                failed(PushFailure::Busy(503)),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "status 503",
            ),
            (
                failed(PushFailure::Unreached),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "wasn't reached",
            ),
            (
                failed(PushFailure::Unsent),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "nothing was sent",
            ),
            (
                failed(PushFailure::TooMany),
                true,
                vec![Verdict::Good, Verdict::Warning],
                "too many",
            ),
        ] {
            let found = found_of(&view, has_contact);
            let came: Vec<Verdict> = found.iter().map(|one| one.verdict).collect();
            assert_eq!(came, verdicts, "{says}");
            assert!(
                found.iter().any(|one| one.detail.contains(says)),
                "{says}: {found:?}"
            );
            for one in &found {
                assert_eq!(one.verdict == Verdict::Good, one.next.is_empty(), "{one:?}");
                // Whoever has an address can call that browser.
                assert!(!one.detail.contains("/x"), "{one:?}");
            }
        }
    }

    #[test]
    fn a_browser_that_is_gone_is_told_of() {
        let gone = PushesView {
            has_key: true,
            gone: Some(GonePush {
                at_unix_ms: 1_640_894_400_000,
                service: "push.example.org".into(),
            }),
            ..PushesView::default()
        };
        let found = found_of(&gone, true);
        assert!(
            found[1].detail.contains("registered there no more"),
            "{found:?}"
        );
    }
}
