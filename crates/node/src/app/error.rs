//! What goes wrong for somebody who asks a node: a stable code, a cause, a next step.

use storage::StoreError;

macro_rules! codes {
    ($($code:ident $name:literal $status:literal),+ $(,)?) => {
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
        }
    };
}

codes!(
    Malformed "malformed" 400,
    NotSignedIn "not-signed-in" 401,
    SignInRefused "sign-in-refused" 401,
    NotAccredited "not-accredited" 403,
    RoleMissing "role-missing" 403,
    NotFound "not-found" 404,
    WrongPhase "wrong-phase" 409,
    Conflict "conflict" 409,
    LineForked "line-forked" 409,
    ClockSkew "clock-skew" 409,
    NotApproved "not-approved" 409,
    Embargo "embargo" 409,
    TooLarge "too-large" 413,
    BadSignature "bad-signature" 422,
    TooMany "too-many-requests" 429,
    Store "store-failed" 503,
    Restoring "restoring" 503,
);

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
