//! What ends a link, an attempt to dial and an attempt to accept: cause and next step.
//!
//! A reason text in a peer's close frame is never read: it is the peer's, and could hold anything.

use std::net::SocketAddr;

use quinn::{ConnectionError, TransportErrorCode, VarInt};

use super::quic_link::{FRAME_BYTES_MAX, Purpose};
use super::quic_tls::TlsSetupError;

/// Why one side ended a connection, as told to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// Nothing more to say.
    Normal,
    /// The peer broke the line's rules.
    Misbehaved,
    /// The peer sent a frame above the limit.
    Oversize,
    /// The peer speaks a version or a greeting that isn't known here.
    Unsupported,
    /// The node is stopping.
    GoingAway,
    /// The peer has as many links as it may have.
    Busy,
    /// The peer's key is no longer among the pinned ones.
    NotPinned,
}

impl CloseCode {
    const ALL: [Self; 7] = [
        Self::Normal,
        Self::Misbehaved,
        Self::Oversize,
        Self::Unsupported,
        Self::GoingAway,
        Self::Busy,
        Self::NotPinned,
    ];

    /// The number on the wire. 0 is what quinn sends by itself when handles are dropped.
    pub fn number(self) -> u32 {
        match self {
            Self::Normal => 0,
            Self::Misbehaved => 1,
            Self::Oversize => 2,
            Self::Unsupported => 3,
            Self::GoingAway => 4,
            Self::Busy => 5,
            Self::NotPinned => 6,
        }
    }

    pub fn from_number(number: u64) -> Option<Self> {
        let known = |code: &Self| u64::from(code.number()) == number;
        Self::ALL.into_iter().find(known)
    }

    pub(super) fn close(self, connection: &quinn::Connection) {
        connection.close(VarInt::from_u32(self.number()), &[]);
    }
}

/// Why a link gives or takes nothing (more).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error("the other node closed the link ({0:?}); dial again unless it was told to stop")]
    ClosedByPeer(CloseCode),
    #[error("the other node closed the link with the unknown code {0}; compare the versions")]
    ClosedByPeerWith(u64),
    #[error("this node closed the link")]
    ClosedHere,
    #[error("the other node was silent for too long; use another route and dial again")]
    Silent,
    #[error("the other node restarted and forgot the link; dial again")]
    Reset,
    #[error("the other node will send no more frames; close the link")]
    Finished,
    #[error("the other node ended the stream inside a frame; dial again")]
    Truncated,
    #[error("QUIC failed with error {0:#x}; dial again, and update the nodes if it recurs")]
    Protocol(u64),
    #[error("a frame of {got} bytes, at most {FRAME_BYTES_MAX} are sent; split it")]
    FrameTooBig { got: usize },
    #[error("the other node announced a frame of {got} bytes; the link was closed")]
    PeerFrameTooBig { got: usize },
    #[error("a datagram of {got} bytes, at most {max} go through now; split it")]
    DatagramTooBig { got: usize, max: usize },
    #[error("the other node takes no datagrams; compare the versions")]
    NoDatagrams,
    #[error("a {purpose:?} link carries no such thing; dial one for the other purpose")]
    WrongPurpose { purpose: Purpose },
}

impl From<&ConnectionError> for LinkError {
    fn from(error: &ConnectionError) -> Self {
        match error {
            ConnectionError::ApplicationClosed(close) => {
                let number = close.error_code.into_inner();
                CloseCode::from_number(number)
                    .map_or(Self::ClosedByPeerWith(number), Self::ClosedByPeer)
            }
            ConnectionError::LocallyClosed => Self::ClosedHere,
            ConnectionError::TimedOut => Self::Silent,
            ConnectionError::Reset => Self::Reset,
            ConnectionError::TransportError(error) => Self::Protocol(error.code.into()),
            ConnectionError::ConnectionClosed(close) => Self::Protocol(close.error_code.into()),
            ConnectionError::VersionMismatch => {
                Self::Protocol(TransportErrorCode::PROTOCOL_VIOLATION.into())
            }
            ConnectionError::CidsExhausted => {
                Self::Protocol(TransportErrorCode::CONNECTION_ID_LIMIT_ERROR.into())
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BindError {
    #[error("cannot listen on {address}: {source}; free the port or configure another address")]
    Socket {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("cannot set up TLS for the line: {0}; this build is unusable, report it")]
    Tls(#[from] TlsSetupError),
}

#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("{address} cannot be dialled: {source}; correct the route")]
    Address {
        address: SocketAddr,
        source: quinn::ConnectError,
    },
    #[error("cannot set up TLS for the line: {0}; this build is unusable, report it")]
    Tls(#[from] TlsSetupError),
    #[error("{address} holds another key than expected; compare the credentials, then the route")]
    WrongKey { address: SocketAddr },
    #[error("{address} does not know this node's key; the other side must take our credentials")]
    NotPinnedThere { address: SocketAddr },
    #[error("{address} speaks another version of the line; update the older node")]
    NoCommonVersion { address: SocketAddr },
    #[error("{address} takes no connections now; try again, or another route")]
    Refused { address: SocketAddr },
    #[error("{address} did not answer in time; try again, or another route")]
    NoAnswer { address: SocketAddr },
    #[error("this node's line is closed; start the node")]
    Stopped,
    #[error("{address} was lost before it greeted: {source}")]
    Lost {
        address: SocketAddr,
        source: LinkError,
    },
}

/// Keys and addresses of strangers are worth a count, not an alarm.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    #[error("{address} holds a key that is not pinned; if it should, import its credentials")]
    NotPinned { address: SocketAddr },
    #[error("{address} expected another key than ours; the other side must take our credentials")]
    RefusedByPeer { address: SocketAddr },
    #[error("{address} speaks another version of the line; update the older node")]
    NoCommonVersion { address: SocketAddr },
    #[error("{address} did not finish its greeting in time; it may dial again")]
    NoGreeting { address: SocketAddr },
    #[error("{address} has {max} links already; the other node must close some")]
    TooManyLinks { address: SocketAddr, max: usize },
    #[error("this node's line is closed; start the node")]
    Stopped,
    #[error("{address} was lost before it greeted: {source}")]
    Lost {
        address: SocketAddr,
        source: LinkError,
    },
}

/// How a handshake failed, told apart by TLS alert (RFC 8446 §6) and by whose it was.
enum Handshake {
    KeyRefusedHere,
    KeyRefusedThere,
    NoCommonVersion,
    Refused,
    NoAnswer,
    Stopped,
    Lost(LinkError),
}

const ALERT_HANDSHAKE_FAILURE: u8 = 40;
const ALERT_ACCESS_DENIED: u8 = 49;
const ALERT_PROTOCOL_VERSION: u8 = 70;
const ALERT_NO_APPLICATION_PROTOCOL: u8 = 120;

impl From<&ConnectionError> for Handshake {
    fn from(error: &ConnectionError) -> Self {
        let (code, here) = match error {
            ConnectionError::TransportError(error) => (error.code, true),
            ConnectionError::ConnectionClosed(close) => (close.error_code, false),
            ConnectionError::VersionMismatch => return Self::NoCommonVersion,
            ConnectionError::TimedOut => return Self::NoAnswer,
            ConnectionError::LocallyClosed => return Self::Stopped,
            ConnectionError::ApplicationClosed(_)
            | ConnectionError::Reset
            | ConnectionError::CidsExhausted => return Self::Lost(error.into()),
        };
        let no_common_version = [
            ALERT_HANDSHAKE_FAILURE,
            ALERT_PROTOCOL_VERSION,
            ALERT_NO_APPLICATION_PROTOCOL,
        ];
        if code == TransportErrorCode::crypto(ALERT_ACCESS_DENIED) {
            return if here {
                Self::KeyRefusedHere
            } else {
                Self::KeyRefusedThere
            };
        }
        if no_common_version
            .map(TransportErrorCode::crypto)
            .contains(&code)
        {
            return Self::NoCommonVersion;
        }
        if code == TransportErrorCode::CONNECTION_REFUSED {
            return Self::Refused;
        }
        Self::Lost(error.into())
    }
}

impl DialError {
    pub(super) fn from_connection(address: SocketAddr, error: &ConnectionError) -> Self {
        match Handshake::from(error) {
            Handshake::KeyRefusedHere => Self::WrongKey { address },
            Handshake::KeyRefusedThere => Self::NotPinnedThere { address },
            Handshake::NoCommonVersion => Self::NoCommonVersion { address },
            Handshake::Refused => Self::Refused { address },
            Handshake::NoAnswer => Self::NoAnswer { address },
            Handshake::Stopped => Self::Stopped,
            Handshake::Lost(source) => Self::lost(address, source),
        }
    }

    pub(super) fn lost(address: SocketAddr, source: LinkError) -> Self {
        match source {
            LinkError::ClosedByPeer(CloseCode::Unsupported) => Self::NoCommonVersion { address },
            LinkError::ClosedByPeer(CloseCode::Busy | CloseCode::GoingAway) => {
                Self::Refused { address }
            }
            LinkError::ClosedByPeer(CloseCode::NotPinned) => Self::NotPinnedThere { address },
            source => Self::Lost { address, source },
        }
    }
}

impl AcceptError {
    pub(super) fn from_connection(address: SocketAddr, error: &ConnectionError) -> Self {
        match Handshake::from(error) {
            Handshake::KeyRefusedHere => Self::NotPinned { address },
            Handshake::KeyRefusedThere => Self::RefusedByPeer { address },
            Handshake::NoCommonVersion => Self::NoCommonVersion { address },
            Handshake::NoAnswer => Self::NoGreeting { address },
            Handshake::Stopped => Self::Stopped,
            Handshake::Refused => Self::Lost {
                address,
                source: error.into(),
            },
            Handshake::Lost(source) => Self::Lost { address, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_codes_read_back_and_strangers_do_not() {
        for code in CloseCode::ALL {
            assert_eq!(CloseCode::from_number(code.number().into()), Some(code));
        }
        let past = CloseCode::ALL.len() as u64;
        assert_eq!(CloseCode::from_number(past), None);
        assert_eq!(CloseCode::from_number(u64::MAX), None);
    }
}
