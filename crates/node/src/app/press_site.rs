//! What a press site says of its side besides releases: whose clocks it shows, and how newsrooms reach the
//! press service. From the node's settings, read once when it starts.

use jiff::tz::TimeZone;

/// Longest line of a contact.
pub const CONTACT_LINE_CHARS_MAX: usize = 200;
/// Lines of a postal address.
pub const CONTACT_ADDRESS_LINES_MAX: usize = 8;

/// How the site of a side is to be; without anything it shows universal time and no contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PressSite {
    /// Where the side's own clocks are.
    pub zone: Option<Zone>,
    /// Where the other side's are.
    pub other_zone: Option<Zone>,
    pub contact: PressContact,
}

/// A zone by its name in the time zone database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub name: String,
    pub zone: TimeZone,
}

/// How newsrooms reach a press service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PressContact {
    pub office: Option<String>,
    /// Several lines.
    pub address: Option<String>,
    pub mail: Option<String>,
    pub telephone: Option<String>,
}

/// Why a setting can't be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PressSiteError {
    #[error("there is no zone `{0}`; name one as in Europe/Zurich")]
    Zone(String),
    #[error("the press contact's {0} is empty or has control characters")]
    Odd(&'static str),
    #[error("a line of the press contact's {0} is longer than {CONTACT_LINE_CHARS_MAX} characters")]
    Long(&'static str),
    #[error("the press contact's address has more than {CONTACT_ADDRESS_LINES_MAX} lines")]
    Lines,
    #[error("the press contact's mail isn't an address such as press@north.example")]
    Mail,
    #[error(
        "the press contact's telephone has digits, and no other signs than a plus in front, spaces, brackets and dashes"
    )]
    Telephone,
}

impl Zone {
    pub fn named(name: &str) -> Result<Self, PressSiteError> {
        let zone = TimeZone::get(name).map_err(|_| PressSiteError::Zone(name.to_owned()))?;
        Ok(Self {
            name: name.to_owned(),
            zone,
        })
    }

    pub fn universal() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: TimeZone::UTC,
        }
    }
}

impl PressContact {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what no page could show, or what would be no link.
    pub fn checked(self) -> Result<Self, PressSiteError> {
        let lines = [
            ("office", &self.office),
            ("mail", &self.mail),
            ("telephone", &self.telephone),
        ];
        for (field, value) in lines {
            if let Some(value) = value {
                check_line(field, value)?;
            }
        }
        if let Some(address) = &self.address {
            if address.trim().is_empty() {
                return Err(PressSiteError::Odd("address"));
            }
            if address.trim_end().lines().count() > CONTACT_ADDRESS_LINES_MAX {
                return Err(PressSiteError::Lines);
            }
            for line in address.lines().filter(|line| !line.is_empty()) {
                check_line("address", line)?;
            }
        }
        if !self.mail.as_deref().is_none_or(is_mail) {
            return Err(PressSiteError::Mail);
        }
        if !self.telephone.as_deref().is_none_or(is_telephone) {
            return Err(PressSiteError::Telephone);
        }
        Ok(self)
    }
}

fn check_line(field: &'static str, line: &str) -> Result<(), PressSiteError> {
    if line.trim().is_empty() || line.chars().any(char::is_control) {
        return Err(PressSiteError::Odd(field));
    }
    match line.chars().count() > CONTACT_LINE_CHARS_MAX {
        true => Err(PressSiteError::Long(field)),
        false => Ok(()),
    }
}

/// Letters, digits and few signs: what stands in a `mailto:` as it is.
fn is_mail(text: &str) -> bool {
    let plain = |part: &str, signs: &str| {
        let fits = |sign: char| sign.is_ascii_alphanumeric() || signs.contains(sign);
        !part.is_empty() && part.chars().all(fits)
    };
    text.split_once('@')
        .is_some_and(|(name, host)| plain(name, ".-_+") && plain(host, ".-"))
}

fn is_telephone(text: &str) -> bool {
    let rest = text.strip_prefix('+').unwrap_or(text);
    rest.chars().any(|sign| sign.is_ascii_digit())
        && rest
            .chars()
            .all(|sign| sign.is_ascii_digit() || " ()-".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_what_a_page_can_show() {
        let some = |text: &str| Some(text.to_owned());
        let contact = PressContact::default;
        let line = "x".repeat(CONTACT_LINE_CHARS_MAX);
        let lines = |count: usize| Some(vec!["a street"; count].join("\n"));
        for (contact, expected) in [
            (contact(), Ok(())),
            (
                PressContact {
                    office: some("press service of the leader"),
                    address: some("1 Square\nthe capital\n"),
                    mail: some("press@north.example"),
                    telephone: some("+1 (555) 010-0100"),
                },
                Ok(()),
            ),
            (
                PressContact {
                    office: some(&line[1..]),
                    ..contact()
                },
                Ok(()),
            ),
            (
                PressContact {
                    office: some(&line),
                    ..contact()
                },
                Ok(()),
            ),
            (
                PressContact {
                    office: some(&format!("{line}x")),
                    ..contact()
                },
                Err(PressSiteError::Long("office")),
            ),
            (
                PressContact {
                    office: some(" "),
                    ..contact()
                },
                Err(PressSiteError::Odd("office")),
            ),
            (
                PressContact {
                    office: some("a\nb"),
                    ..contact()
                },
                Err(PressSiteError::Odd("office")),
            ),
            (
                PressContact {
                    address: lines(CONTACT_ADDRESS_LINES_MAX - 1),
                    ..contact()
                },
                Ok(()),
            ),
            (
                PressContact {
                    address: lines(CONTACT_ADDRESS_LINES_MAX),
                    ..contact()
                },
                Ok(()),
            ),
            (
                PressContact {
                    address: lines(CONTACT_ADDRESS_LINES_MAX + 1),
                    ..contact()
                },
                Err(PressSiteError::Lines),
            ),
            (
                PressContact {
                    address: some(""),
                    ..contact()
                },
                Err(PressSiteError::Odd("address")),
            ),
            (
                PressContact {
                    address: some("a\u{7}"),
                    ..contact()
                },
                Err(PressSiteError::Odd("address")),
            ),
            (
                PressContact {
                    mail: some("press"),
                    ..contact()
                },
                Err(PressSiteError::Mail),
            ),
            (
                PressContact {
                    mail: some("a@b?cc=c"),
                    ..contact()
                },
                Err(PressSiteError::Mail),
            ),
            (
                PressContact {
                    mail: some("@north.example"),
                    ..contact()
                },
                Err(PressSiteError::Mail),
            ),
            (
                PressContact {
                    telephone: some("call me"),
                    ..contact()
                },
                Err(PressSiteError::Telephone),
            ),
            (
                PressContact {
                    telephone: some("+"),
                    ..contact()
                },
                Err(PressSiteError::Telephone),
            ),
        ] {
            assert_eq!(
                contact.clone().checked().map(|_| ()),
                expected,
                "{contact:?}"
            );
        }
    }

    #[test]
    fn a_zone_is_one_that_is_known() {
        assert_eq!(Zone::named("Europe/Moscow").unwrap().name, "Europe/Moscow");
        assert_eq!(Zone::named("UTC").unwrap().zone, Zone::universal().zone);
        for wrong in ["", "Moscow", "Europe/Nowhere", "../etc/passwd"] {
            assert_eq!(Zone::named(wrong), Err(PressSiteError::Zone(wrong.into())));
        }
    }
}
