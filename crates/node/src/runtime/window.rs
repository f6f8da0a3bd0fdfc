//! How much a connection of the line may have on its way, by what the connection is for.
//!
//! Records can wait and are many at once: a control connection follows what its path carries (CUBIC,
//! RFC 9438), from a beginning that takes the set-up of a call. Voice has a fixed small rate and a stalled word is a lost one: the window of a media
//! connection is constant. Attachments have all the time in the world and give way to both
//! ([`super::background`]). Who accepts a connection learns only in its handshake which of both it is.

use quinn::congestion::{Controller, ControllerFactory, Cubic, CubicConfig};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Instant;

use super::background::Background;
use super::quic::Purpose;

/// Window of a media connection: voice of a full call for a second, never less.
pub(super) const MEDIA_WINDOW_BYTES: u64 = 8 * 1024 * 1024;

/// First window of a control connection. While less is sent than fits it never grows (RFC 9002 §7.8), and
/// what is said for a call of two devices, 35 kB in all, is what people wait for: with the usual ten
/// packets the rest of it would wait one round trip for the first to be acknowledged.
pub(super) const CONTROL_WINDOW_BYTES_FIRST: u64 = 32 * 1_200;

/// The window of one connection, on each path that it takes; of control until it is told.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    purpose: Arc<AtomicU8>,
}

const CONTROL: u8 = 0;
const MEDIA: u8 = 1;
const ATTACHMENTS: u8 = 2;

impl Window {
    pub(super) fn of(purpose: Purpose) -> Self {
        let window = Self::default();
        window.decide(purpose);
        window
    }

    /// Holds at once and for paths still to come.
    pub(super) fn decide(&self, purpose: Purpose) {
        let number = match purpose {
            Purpose::Control => CONTROL,
            Purpose::Media => MEDIA,
            Purpose::Attachments => ATTACHMENTS,
        };
        // Nothing else is published with it.
        self.purpose.store(number, Ordering::Relaxed);
    }
}

impl ControllerFactory for Window {
    fn build(self: Arc<Self>, now: Instant, mtu: u16) -> Box<dyn Controller> {
        let mut config = CubicConfig::default();
        config.initial_window(CONTROL_WINDOW_BYTES_FIRST);
        Box::new(Path {
            window: Self::clone(&self),
            following: Cubic::new(Arc::new(config), now, mtu),
            background: Background::new(now, mtu),
        })
    }
}

/// One path of a connection.
#[derive(Debug, Clone)]
struct Path {
    window: Window,
    following: Cubic,
    background: Background,
}

impl Path {
    fn purpose(&self) -> u8 {
        self.window.purpose.load(Ordering::Relaxed)
    }
}

impl Controller for Path {
    fn on_ack(
        &mut self,
        now: Instant,
        sent: Instant,
        bytes: u64,
        app_limited: bool,
        rtt: &quinn_proto::RttEstimator,
    ) {
        self.following.on_ack(now, sent, bytes, app_limited, rtt);
        self.background.on_ack(now, sent, app_limited);
    }
    fn on_congestion_event(&mut self, now: Instant, sent: Instant, persistent: bool, lost: u64) {
        self.following
            .on_congestion_event(now, sent, persistent, lost);
        self.background.on_loss(now, sent, persistent);
    }
    fn on_mtu_update(&mut self, mtu: u16) {
        self.following.on_mtu_update(mtu);
        self.background.on_mtu_update(mtu);
    }
    fn window(&self) -> u64 {
        match self.purpose() {
            MEDIA => MEDIA_WINDOW_BYTES,
            ATTACHMENTS => self.background.window(),
            _ => self.following.window(),
        }
    }
    fn clone_box(&self) -> Box<dyn Controller> {
        Box::new(self.clone())
    }
    fn initial_window(&self) -> u64 {
        match self.purpose() {
            MEDIA => MEDIA_WINDOW_BYTES,
            ATTACHMENTS => self.background.initial_window(),
            _ => self.following.initial_window(),
        }
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
