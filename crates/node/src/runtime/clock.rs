//! The clock that people and entries see. A demo's may begin at another moment; a production node
//! refuses that.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::app::Now;

/// Where the time of day comes from.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Added to the system's clock, in milliseconds.
    offset_ms: i64,
}

impl Clock {
    pub fn real() -> Self {
        Self { offset_ms: 0 }
    }

    /// A clock that runs `offset_ms` ahead of the system's: for demonstrations alone.
    pub fn danger_demo(offset_ms: i64) -> Self {
        Self { offset_ms }
    }

    /// A clock that shows `unix_ms` now and goes on from there.
    #[cfg(test)]
    pub(crate) fn beginning_at(unix_ms: i64) -> Self {
        let real = Self::real().now().unix_ms;
        Self::danger_demo(unix_ms - real)
    }

    pub fn now(&self) -> Now {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let real = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Now {
            instant: Instant::now(),
            unix_ms: real.saturating_add(self.offset_ms),
        }
    }
}
