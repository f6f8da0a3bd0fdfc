//! Mail: whether it is set up, what waits, and what nobody tries any more.

use node::runtime::mail::outbox;

use super::{Findings, Verdict};
use crate::{
    home::Home,
    mail_file,
    shown::{short, utc},
};

/// Tries after which the operator is warned that a server takes nothing.
const TRIES_WARN: u32 = 3;

pub fn check_mail(home: &Home, found: &mut Findings) {
    let what = "mail";
    match mail_file::settings(home) {
        Err(error) => return found.bad(what, &error),
        Ok(None) => return,
        Ok(Some(_)) => {}
    }
    let path = home.store_path();
    if !path.exists() {
        return;
    }
    // A store that doesn't open is told of by its own check.
    let Ok(outbox) = outbox(&path) else { return };
    for dead in &outbox.dead {
        found.add(
            what,
            Verdict::Bad,
            format!(
                "a letter of {} to person {} was given up after {} tries: {}",
                utc(dead.made_unix_ms),
                short(dead.person),
                dead.tries,
                dead.cause
            ),
            "repair the address or the server, then `detente mail retry`",
        );
    }
    match outbox.cause.filter(|_| outbox.tried >= TRIES_WARN) {
        Some(cause) => found.add(
            what,
            Verdict::Warning,
            format!(
                "{} letters wait, tried {} times: {cause}",
                outbox.waiting, outbox.tried
            ),
            "look at the mail server; they are tried again by themselves",
        ),
        None => found.good(what, format!("set up, {} letters wait", outbox.waiting)),
    }
}
