//! The first administrator's one-time link: it carries a browser's request for accreditation to whoever
//! holds the officers' keys, and does nothing else. Words are compared and two officers sign as for
//! any other device. It is held in memory alone: a node that starts again knows no link.

use identity::{AccreditationRequest, Role, RoleSet, sha256};
use subtle::ConstantTimeEq;

use super::{AppError, ErrorCode, NodeCore, Now};

/// A link counts for so long: 30 minutes.
pub const FIRST_LINK_LIFETIME_MS: i64 = 30 * 60 * 1_000;
/// Requests with a wrong token in a minute, of all strangers together; then each waits.
pub const FIRST_LINK_TRIES_MAX: u32 = 30;
const TRIES_WINDOW_MS: i64 = 60 * 1_000;

/// The open link; nothing of it tells the token.
#[derive(Default)]
pub(super) struct FirstLink {
    open: Option<Open>,
    tries: Tries,
}

struct Open {
    token_hash: [u8; 32],
    until_unix_ms: i64,
    /// What the browser asked; with it the token is spent.
    request: Option<Vec<u8>>,
}

#[derive(Default)]
struct Tries {
    since_ms: i64,
    count: u32,
}

/// How the open link stands, for officers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstLinkState {
    pub until_unix_ms: i64,
    pub request: Option<Vec<u8>>,
}

impl Tries {
    /// Who comes when there were too many waits until the minute is over.
    fn check(&mut self, now_ms: i64) -> Result<(), AppError> {
        let since = now_ms.saturating_sub(self.since_ms);
        if !(0..TRIES_WINDOW_MS).contains(&since) {
            *self = Self {
                since_ms: now_ms,
                count: 0,
            };
        }
        if self.count < FIRST_LINK_TRIES_MAX {
            return Ok(());
        }
        let left_ms = TRIES_WINDOW_MS - (now_ms - self.since_ms);
        Err(AppError {
            retry_after_s: u32::try_from((left_ms + 999) / 1_000).ok(),
            ..AppError::new(
                ErrorCode::TooMany,
                "too many wrong links were tried; wait and try again",
            )
        })
    }
}

/// The same for a link that was used, that is over, and that never was.
fn unfit() -> AppError {
    AppError::new(
        ErrorCode::LinkUnfit,
        "this one-time link doesn't count: it was used, is older than 30 minutes, or isn't this node's; ask for a new one: `detente side first-link`",
    )
}

impl NodeCore {
    /// Opens a link whose token has this hash; the one before counts no more. Gives its end.
    pub fn open_first_link(&mut self, now: Now, token_hash: [u8; 32]) -> FirstLinkState {
        let until_unix_ms = now.unix_ms.saturating_add(FIRST_LINK_LIFETIME_MS);
        self.first_link.open = Some(Open {
            token_hash,
            until_unix_ms,
            request: None,
        });
        FirstLinkState {
            until_unix_ms,
            request: None,
        }
    }

    pub fn first_link(&self, now: Now) -> Result<FirstLinkState, AppError> {
        let open = self.first_link.open.as_ref();
        let open = open.filter(|open| now.unix_ms < open.until_unix_ms);
        open.map(|open| FirstLinkState {
            until_unix_ms: open.until_unix_ms,
            request: open.request.clone(),
        })
        .ok_or_else(|| {
            AppError::new(
                ErrorCode::NotFound,
                "no one-time link is open: it ended, or the node started again; open another",
            )
        })
    }

    pub fn close_first_link(&mut self) {
        self.first_link.open = None;
    }

    /// A browser's request by the link's token, which is spent with it.
    pub fn use_first_link(
        &mut self,
        now: Now,
        token: &[u8],
        request: Vec<u8>,
    ) -> Result<(), AppError> {
        let token_hash = sha256(token);
        let open = self.first_link.open.as_mut();
        let open = open.filter(|open| {
            now.unix_ms < open.until_unix_ms
                && open.request.is_none()
                && bool::from(open.token_hash.ct_eq(&token_hash))
        });
        // Who has the right one waits for nobody's guesses.
        let Some(open) = open else {
            self.first_link.tries.check(now.unix_ms)?;
            self.first_link.tries.count += 1;
            return Err(unfit());
        };
        let asked = AccreditationRequest::verify(&request)
            .map_err(|error| AppError::new(ErrorCode::BadSignature, error.to_string()))?;
        if asked.side != self.own || asked.roles != RoleSet::empty().with(Role::Administrator) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "this link is for an administrator of this side and nobody else; load the page again",
            ));
        }
        open.request = Some(request);
        Ok(())
    }
}

#[cfg(test)]
#[path = "first_link_tests.rs"]
mod tests;
