//! How many records a device may post: more have to wait, and are told how long.

use identity::DeviceId;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::{AppError, ErrorCode};

/// Records of one device in a second, internal ones included, by whichever way they come.
pub const RECORDS_A_SECOND: u32 = 50;

const COST: Duration = Duration::from_micros(1_000_000 / RECORDS_A_SECOND as u64);
/// As many as a second allows may come at once.
const SAVED_MAX: Duration = Duration::from_secs(1);
/// Devices that are remembered; those that paid off are forgotten first.
const DEVICES_MAX: usize = 1_024;

/// For each device the moment at which everything it posted is paid off.
#[derive(Debug, Default)]
pub(super) struct Quota(BTreeMap<DeviceId, Instant>);

impl Quota {
    /// Counts one record.
    pub fn take(&mut self, now: Instant, device: DeviceId) -> Result<(), AppError> {
        if self.0.len() >= DEVICES_MAX {
            self.0.retain(|_, paid_at| *paid_at > now);
        }
        let paid_at = self.0.entry(device).or_insert(now);
        let next = (*paid_at).max(now) + COST;
        if next > now + SAVED_MAX {
            return Err(AppError {
                retry_after_s: Some(1),
                ..AppError::new(
                    ErrorCode::TooMany,
                    format!(
                        "a device posts at most {RECORDS_A_SECOND} records a second; wait a second"
                    ),
                )
            });
        }
        *paid_at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_has_its_second() {
        let start = Instant::now();
        let mut quota = Quota::default();
        let taken = |quota: &mut Quota, now, device, tries: u32| {
            (0..tries)
                .filter(|_| quota.take(now, DeviceId([device; 16])).is_ok())
                .count() as u32
        };
        let max = RECORDS_A_SECOND;
        assert_eq!(taken(&mut quota, start, 1, max - 1), max - 1);
        assert_eq!(
            taken(&mut quota, start, 1, 2),
            1,
            "the {max}th, and no more"
        );
        assert_eq!(taken(&mut quota, start, 2, max + 1), max);
        assert_eq!(taken(&mut quota, start + COST, 1, 2), 1);
        let later = start + Duration::from_secs(3_600);
        assert_eq!(taken(&mut quota, later, 1, max + 1), max);
    }

    #[test]
    fn devices_that_paid_off_are_forgotten() {
        let start = Instant::now();
        let mut quota = Quota::default();
        let device = |number: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_be_bytes());
            DeviceId(id)
        };
        for number in 0..DEVICES_MAX {
            quota.take(start, device(number)).unwrap();
        }
        let later = start + Duration::from_secs(1);
        quota.take(later, device(DEVICES_MAX)).unwrap();
        assert_eq!(quota.0.len(), 1);
    }
}
