//! The own duty officer has the principal rung again: pages that are open, and browsers whose page is closed.

use domain::{Action, SubjectId};
use identity::DeviceId;
use wire::RungAgain;

use super::calls::{NotAgain, RING_AGAIN_EVERY, RING_FOR};
use super::{AppError, ErrorCode, NodeCore, Now, error::utc};

impl NodeCore {
    /// An own duty officer's device asks: rings the own side's principal again, in a contact that both duty
    /// officers confirmed.
    pub fn ring_again(
        &mut self,
        now: Now,
        device: DeviceId,
        contact: SubjectId,
    ) -> Result<RungAgain, AppError> {
        let who = self.who(device, now.unix_ms).ok_or_else(|| {
            AppError::new(
                ErrorCode::NotAccredited,
                "the device's accreditation doesn't stand; have it renewed",
            )
        })?;
        // Whoever has the principal rung has them rung again.
        domain::decide(who.roles, Action::ConfirmStage, None)?;
        if self.view.contact(contact).is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such contact here",
            ));
        }
        self.calls
            .may_ring_again(now, &self.view, contact)
            .map_err(|not| self.not_again(now, not))?;
        let browsers = self.closed_principals(now)?;
        let devices = self.calls.waiting(contact);
        if devices == 0 && browsers.is_empty() {
            return Err(AppError::new(
                ErrorCode::NobodyToRing,
                "no page or terminal of your principal waits to be rung, and no browser can be called; reach them by \
                 other ways",
            ));
        }
        let rung = RungAgain {
            devices,
            browsers: browsers.len(),
        };
        self.push_rings_again(now, contact, browsers)?;
        self.calls.ring_again(now, &self.view, contact);
        self.settle(now);
        Ok(rung)
    }

    fn not_again(&self, now: Now, not: NotAgain) -> AppError {
        let whose = |device| match self.who(device, now.unix_ms) {
            Some(who) => format!("device {device} of person {}", who.person),
            None => format!("device {device}"),
        };
        match not {
            NotAgain::NotStaged => AppError::new(
                ErrorCode::WrongPhase,
                "principals are rung once both duty officers have confirmed, and until the call is over",
            ),
            NotAgain::InCall(device) => AppError::new(
                ErrorCode::RingAnswered,
                format!("your principal is in the call, with {}", whose(device)),
            ),
            NotAgain::Rings(device, since_unix_ms) => AppError::new(
                ErrorCode::RingsAlready,
                format!(
                    "your principal is rung already, at {} since {}; a ring lasts {} seconds",
                    whose(device),
                    utc(since_unix_ms),
                    RING_FOR.as_secs()
                ),
            ),
            NotAgain::TooSoon(left) => {
                let seconds = left.as_millis().div_ceil(1_000);
                AppError {
                    retry_after_s: u32::try_from(seconds).ok(),
                    ..AppError::new(
                        ErrorCode::TooMany,
                        format!(
                            "a principal is rung again at most once in {} seconds; wait {seconds} more",
                            RING_AGAIN_EVERY.as_secs()
                        ),
                    )
                }
            }
        }
    }
}
