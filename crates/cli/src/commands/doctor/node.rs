//! What the node says, and what the verified log says of this directory's devices.

use identity::Credentials;

use super::{DoctorArgs, Findings, Verdict};
use crate::{
    CliError, Context,
    api::{Node, Session},
    home::{DeviceName, Home, Pinned},
    shown::utc,
};

/// An accreditation that ends sooner is worth a new one now.
const EXPIRES_SOON_MS: i64 = 30 * 24 * 3_600 * 1_000;

/// Whether it answers; whose it is, whom it is paired with, how its clock and store stand.
pub async fn check_node(context: &Context, home: &Home, url: &str, found: &mut Findings) -> bool {
    let asked = match Node::new(url, context.danger_plain_http) {
        Ok(node) => node.side_info().await.map(|info| (node, info)),
        Err(error) => Err(error),
    };
    let (node, info) = match asked {
        Ok(answered) => answered,
        Err(error) => {
            found.bad("node", &error);
            return false;
        }
    };
    match own_side(home) {
        Some(own) if own.credentials.charter.side() != info.side => {
            found.add(
                "node",
                Verdict::Bad,
                format!("{url} is the node of another side ({})", info.side),
                "correct the address in the device's file, and ask who runs that node",
            );
            return false;
        }
        Some(_) | None => found.good("node", format!("answers at {url}, side {}", info.side)),
    }
    let pinned = info.other.as_ref().map(|bytes| Credentials::read(&bytes.0));
    check_pin(home, pinned, found);
    match node.healthz().await {
        Ok(()) => found.good(
            "store",
            "answers; its integrity was checked when the node started",
        ),
        Err(error) => found.bad("store", &error),
    }
    let skew_ms = info.now_unix_ms.saturating_sub(context.now_unix_ms());
    found.clock("clock", skew_ms, "the node's");
    true
}

/// The own side as this directory knows it.
fn own_side(home: &Home) -> Option<Pinned> {
    let of_device = || home.devices().ok()?.into_iter().next()?.1.side().ok();
    home.credentials().ok().or_else(of_device)
}

/// The node's pin and this directory's must be the same side.
fn check_pin<E: std::fmt::Display>(
    home: &Home,
    at_node: Option<Result<Credentials, E>>,
    found: &mut Findings,
) {
    let here = home.line().ok().flatten();
    match (at_node, here) {
        (Some(Ok(there)), Some(here)) if there.charter == here.credentials.charter => {
            found.good("pin", "the node is paired with the side confirmed here");
        }
        (Some(Ok(there)), Some(_)) => found.add(
            "pin",
            Verdict::Bad,
            format!(
                "the node is paired with another side ({}) than was confirmed here",
                there.charter.side()
            ),
            "agree on nothing; ask the security officer in person",
        ),
        (Some(Ok(_)), None) => found.add(
            "pin",
            Verdict::Warning,
            "the node is paired, and nobody confirmed the other side here",
            "`detente line add FILE --devices-only` with the other side's credentials",
        ),
        (Some(Err(error)), _) => found.add(
            "pin",
            Verdict::Bad,
            format!("the other side's credentials at the node don't stand: {error}"),
            "agree on nothing; ask the administrator",
        ),
        (None, Some(_)) => found.add(
            "pin",
            Verdict::Bad,
            "the other side is confirmed here, and the node is paired with nobody",
            "`detente line add FILE` on an officer's machine",
        ),
        (None, None) => {}
    }
}

/// The device to look with: the named one, else one that may read and has a session, else any.
fn looking(home: &Home, args: &DoctorArgs) -> Option<DeviceName> {
    let has_session = |name: &DeviceName| home.device_path(name, "session").exists();
    let mut names: Vec<DeviceName> = home
        .devices()
        .unwrap_or_default()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.sort_by_key(|name| !has_session(name));
    args.acting.device.clone().or(names.into_iter().next())
}

/// With a session that lives, or keys that open unasked.
pub async fn check_line(context: &Context, home: &Home, args: &DoctorArgs, found: &mut Findings) {
    let Some(name) = looking(home, args) else {
        found.add(
            "line",
            Verdict::Unseen,
            "no device here could ask",
            "run it where a person's device is",
        );
        return;
    };
    let signed_in = home.device_path(&name, "session").exists();
    if !signed_in && !context.can_open_unasked() {
        found.add(
            "line",
            Verdict::Unseen,
            "nobody is signed in here",
            "`detente line status` asks for a passphrase and looks",
        );
        return;
    }
    let asked = match Session::open(context, &name) {
        Ok(mut session) => session.line_status().await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(line) => line_findings(&line, found),
        Err(error) => found.bad("line", &error),
    }
}

/// What the node's numbers about the line mean.
pub(super) fn line_findings(line: &wire::LineStatus, found: &mut Findings) {
    if line.other.is_none() {
        found.add(
            "line",
            Verdict::Warning,
            "the node is paired with nobody",
            "`detente line add FILE` on an officer's machine",
        );
        return;
    }
    if line.up {
        found.good("line", "up");
    } else {
        let reason = line.reason_down.as_deref().unwrap_or("no reason known");
        found.add(
            "line",
            Verdict::Bad,
            format!("down: {reason}"),
            "call the other side by other means; check routes and the UDP port between the nodes",
        );
    }
    if let Some(skew_ms) = line.skew_ms {
        found.clock("other clock", skew_ms, "the other node's to ours");
    }
    let detail = format!(
        "{} of {} own entries, {} entries of the other side held",
        line.receipted, line.own_entries, line.other_entries
    );
    if line.receipted >= line.own_entries {
        found.good("receipts", detail);
    } else {
        found.add(
            "receipts",
            Verdict::Warning,
            detail,
            "look again in a minute; what waits goes over when the line is up",
        );
    }
    if line.misbehaviour > 0 {
        found.add(
            "misbehaviour",
            Verdict::Warning,
            format!("the other node broke rules {} times", line.misbehaviour),
            "look at the node's log, keep proofs, tell the security officer",
        );
    }
}

/// Whether the devices of this directory still stand in their side's log, and until when.
pub async fn check_accreditations(
    context: &Context,
    home: &Home,
    args: &DoctorArgs,
    found: &mut Findings,
) {
    if !context.can_open_unasked() {
        found.add(
            "accreditations",
            Verdict::Unseen,
            "the log is read with a device's key",
            "give the passphrase: --passphrase-file FILE or DETENTE_PASSPHRASE",
        );
        return;
    }
    let Some(name) = looking(home, args) else {
        return;
    };
    match standings(context, home, &name).await {
        Ok(standings) => {
            for (device, standing) in standings {
                standing_finding(&device, standing, found);
            }
        }
        Err(error) => found.bad("accreditations", &error),
    }
}

/// How a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Named by the charter: no end.
    Founding,
    Until {
        end_unix_ms: i64,
        now_unix_ms: i64,
    },
    Revoked,
    /// Asked for, and not enrolled.
    Unknown,
}

async fn standings(
    context: &Context,
    home: &Home,
    looking: &DeviceName,
) -> Result<Vec<(DeviceName, Standing)>, CliError> {
    let mut session = Session::open(context, looking)?;
    let mut desk = session.desk()?;
    session.look(&mut desk).await?;
    let charter = session.charter().clone();
    let people = desk.view().people(desk.own_side());
    let now_unix_ms = context.now_unix_ms();
    let standing = |device| {
        if charter.administrator(device).is_some() || charter.security_officer(device).is_some() {
            return Standing::Founding;
        }
        match people.and_then(|people| people.get(device)) {
            Some(member) if member.revoked_seq.is_some() => Standing::Revoked,
            Some(member) => Standing::Until {
                end_unix_ms: member.accreditation.until_unix_ms,
                now_unix_ms,
            },
            None => Standing::Unknown,
        }
    };
    let devices = home.devices()?;
    Ok(devices
        .into_iter()
        .map(|(name, file)| (name, standing(file.device)))
        .collect())
}

pub(super) fn standing_finding(device: &DeviceName, standing: Standing, found: &mut Findings) {
    let renew =
        format!("`detente person request --as NEW --roles …`, then enrol it instead of {device}");
    let what = "accreditation";
    match standing {
        Standing::Founding => found.good(what, format!("{device}: an officer of the founding")),
        Standing::Revoked => found.add(
            what,
            Verdict::Bad,
            format!("{device}: revoked"),
            format!("delete devices/{device}.* here"),
        ),
        Standing::Unknown => found.add(
            what,
            Verdict::Warning,
            format!("{device}: not enrolled"),
            "let an administrator and a security officer enrol it: `detente person enrol REQUEST`",
        ),
        Standing::Until {
            end_unix_ms,
            now_unix_ms,
        } => {
            let left_ms = end_unix_ms.saturating_sub(now_unix_ms);
            let until = utc(end_unix_ms);
            if left_ms <= 0 {
                found.add(
                    what,
                    Verdict::Bad,
                    format!("{device}: ended {until}"),
                    renew,
                );
            } else if left_ms < EXPIRES_SOON_MS {
                found.add(
                    what,
                    Verdict::Warning,
                    format!("{device}: ends {until}"),
                    renew,
                );
            } else {
                found.good(what, format!("{device}: until {until}"));
            }
        }
    }
}
