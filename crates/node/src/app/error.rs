//! What goes wrong for somebody who asks a node: a stable code, a cause, a next step.

use storage::StoreError;

macro_rules! codes {
    ($($code:ident $name:literal $status:literal $meaning:literal),+ $(,)?) => {
        /// Stable codes; each with its HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ErrorCode { $($code),+ }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$code => $name),+ }
            }

            pub fn status(self) -> u16 {
                match self { $(Self::$code => $status),+ }
            }

            /// For whoever reads the API's description.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning),+ }
            }
        }
    };
}

codes!(
    Malformed "malformed" 400 "what was sent isn't understood; change it",
    NotSignedIn "not-signed-in" 401 "there is no session, or it ended; sign in",
    SignInRefused "sign-in-refused" 401 "the device is unknown or revoked, or the challenge isn't this node's or is old",
    PasskeyNeeded "passkey-needed" 401 "the device signs in with a passkey; by its key alone it doesn't",
    PasskeyRefused "passkey-refused" 403 "the passkey's answer doesn't stand: another's, of another page, or too late",
    UserNotVerified "user-not-verified" 403 "the authenticator didn't verify its user by PIN, finger or face",
    PasskeyCopied "passkey-copied" 403 "the passkey's counter went back: there may be a copy of it",
    PasskeyNotFresh "passkey-not-fresh" 403 "a further passkey is registered only soon after signing in with one",
    NotAccredited "not-accredited" 403 "the device's accreditation doesn't stand, or the record is another device's",
    RoleMissing "role-missing" 403 "none of the device's roles may do this",
    LinkUnfit "link-unfit" 403 "the one-time link was used, is older than 30 minutes, or isn't this node's; open another",
    NotFound "not-found" 404 "there is no such address, contact, device or release, or its embargo isn't over",
    MethodNotAllowed "method-not-allowed" 405 "the address takes other methods",
    WrongPhase "wrong-phase" 409 "the contact stands where this can't be done",
    Conflict "conflict" 409 "it contradicts what is there already",
    ShiftsChanged "shifts-changed" 409 "another shift list stands than the one that was read; look at it, and make the change anew",
    PasskeyElsewhere "passkey-elsewhere" 409 "the device's passkey counts under another address of this node",
    PasskeyNeedsName "passkey-needs-name" 409 "a passkey belongs to a host name; the node was opened by a number",
    PasskeysFull "passkeys-full" 409 "the device has as many passkeys as it may have",
    RingsAlready "rings-already" 409 "the principal is being rung; wait until it is answered, declined or over",
    RingAnswered "ring-answered" 409 "the principal is in the call; nobody is to be rung",
    NobodyToRing "nobody-to-ring" 409 "no device of the principal is there to ring; reach them by other ways",
    PushOff "push-off" 409 "this node calls no browser by Web Push; its operator turned it off",
    LineForked "line-forked" 409 "the other node told two stories; security officers decide",
    ClockSkew "clock-skew" 409 "the two nodes' clocks are too far apart to agree on anything",
    NotApproved "not-approved" 409 "this text wasn't approved by a second press officer",
    FactsContradict "facts-contradict" 409 "its facts contradict what was signed, and no second person confirmed that as it stands",
    Embargo "embargo" 409 "the release in question is still under its embargo",
    TooLarge "too-large" 413 "it is longer than allowed",
    UnsupportedMediaType "unsupported-media-type" 415 "bodies are JSON",
    PushServiceUnknown "push-service-unknown" 422 "the browser's push service is none of those that this node sends to",
    CalendarUnread "calendar-unread" 422 "a line of the calendar isn't understood; the answer names it",
    BadSignature "bad-signature" 422 "a signature doesn't verify",
    PictureRefused "picture-refused" 422 "the file isn't the approved picture, or holds more than a picture",
    DocumentDiffers "document-differs" 422 "the signed text isn't the approved release",
    ChunkDiffers "chunk-differs" 422 "the bytes aren't those that the attachment's id names",
    TooMany "too-many-requests" 429 "wait as long as Retry-After says",
    Store "store-failed" 503 "the node's store doesn't answer; nothing more is acknowledged",
    Stopping "stopping" 503 "the node is stopping",
    LineDown "line-down" 503 "the line is down, and this isn't kept until it is up",
    Restoring "restoring" 503 "the node is fetching its own entries back from the other node",
    Outstanding "outstanding" 503 "too many entries wait for the other node's receipt",
    AttachmentsFull "attachments-full" 507 "the attachments of this side take as much as a node keeps of one side",
);

/// A moment within a sentence, as the clocks of a duty desk show it.
pub(super) fn utc(unix_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(unix_ms).unwrap_or_default();
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct AppError {
    pub code: ErrorCode,
    pub detail: String,
    /// Seconds after which trying again makes sense.
    pub retry_after_s: Option<u32>,
    pub(crate) store: Option<StoreError>,
}

impl AppError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            retry_after_s: None,
            store: None,
        }
    }

    pub fn malformed(cause: &dyn std::fmt::Display) -> Self {
        Self::new(ErrorCode::Malformed, cause.to_string())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self {
            store: Some(error.clone()),
            ..Self::new(ErrorCode::Store, error.to_string())
        }
    }
}

impl From<domain::Rejection> for AppError {
    fn from(rejection: domain::Rejection) -> Self {
        let code = match rejection {
            domain::Rejection::Role => ErrorCode::RoleMissing,
            domain::Rejection::Phase(_) => ErrorCode::WrongPhase,
        };
        Self::new(code, rejection.to_string())
    }
}

impl From<domain::AnswerError> for AppError {
    fn from(error: domain::AnswerError) -> Self {
        let code = match error {
            domain::AnswerError::NoSuchOffer => ErrorCode::NotFound,
            domain::AnswerError::OwnOffer
            | domain::AnswerError::OthersOffer
            | domain::AnswerError::Closed(_)
            | domain::AnswerError::Expired => ErrorCode::Conflict,
        };
        Self::new(code, error.to_string())
    }
}
