//! What a record does. Its number in a header says to what, too.

use crate::Noun;

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn number(self) -> u16 {
                match self { $(Self::$variant => $number),+ }
            }

            /// `None` for a kind of a later version; its record is void until then.
            pub fn from_number(number: u16) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

kinds!(
    /// What a record of the line does. The number is that of a record about a contact.
    Kind {
        Propose = 1,
        Counter = 2,
        Accept = 3,
        Decline = 4,
        Withdraw = 5,
        Cancel = 6,
        Postpone = 7,
        HeldOutside = 8,
        ConfirmOutside = 9,
        Grant = 10,
        ConfirmStage = 11,
        Abort = 12,
        AnnounceRelease = 13,
        Found = 14,
        Join = 15,
        DeclareAim = 16,
        Link = 17,
        Unlink = 18,
        NameDelegation = 19,
        HandOver = 20,
        Revise = 21,
        Reply = 22,
        Lodge = 23,
        Reveal = 24,
        Send = 25,
        /// It stood before a person's eyes.
        Present = 26,
        /// A person says that it was read.
        Acknowledge = 27,
        Object = 28,
        /// A duty officer asks for a call at once.
        CallNow = 31,
        /// The other duty officer takes it.
        TakeCall = 32,
        /// What may have been affected was looked at again.
        Review = 29,
        Close = 30,
    }
);

kinds!(
    /// What a record does that never leaves its side.
    InternalKind {
        Draft = 1001,
        Approve = 1002,
        Release = 1003,
        Promise = 1004,
        Consult = 1005,
        Assign = 1006,
        /// A line to take or an if-asked answer.
        Line = 1007,
        /// A note of a contact.
        Note = 1008,
        /// What a delegation may do.
        Mandate = 1009,
        /// An act of a counterpart as it was heard of.
        Report = 1010,
        /// Positions of a coalition's members.
        Coalition = 1011,
        /// What a principal has before their eyes.
        Card = 1012,
        /// Who is on duty when; open to the own node.
        Shifts = 1013,
        /// A message before it is sent.
        MessageDraft = 1014,
        MessageApprove = 1015,
        /// Leadership tells its own press what a round's sealed facts are.
        Clear = 1016,
        ReviewCard = 1017,
        ApproveCard = 1018,
        /// An interpreter looked through a note.
        ReviewNote = 1019,
        ApproveNote = 1020,
        /// Until when a note is kept.
        RetainNote = 1021,
        /// A device opens a note's words.
        OpenNote = 1022,
        /// More persons are to have a note.
        DistributeNote = 1023,
    }
);

/// Kinds of each noun have their own 256 numbers.
const NUMBERS_PER_NOUN: u16 = 256;

impl Kind {
    /// The number in the header of a record that does this to a subject of this noun.
    pub const fn of(self, noun: Noun) -> u16 {
        noun.number() as u16 * NUMBERS_PER_NOUN + self.number()
    }

    /// What a header's number means; `None` for one of a later version.
    pub fn read(number: u16) -> Option<(Noun, Self)> {
        let [high, low] = number.to_be_bytes();
        let noun = Noun::from_number(high)?;
        let kind = Self::from_number(u16::from(low))?;
        noun.kinds().contains(&kind).then_some((noun, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_what_is_done_to_what() {
        let mut known = 0;
        for noun in Noun::ALL {
            for kind in Kind::ALL {
                let read = Kind::read(kind.of(*noun));
                let expected = noun.kinds().contains(kind).then_some((*noun, *kind));
                assert_eq!(read, expected, "{noun:?} {kind:?}");
                known += usize::from(read.is_some());
            }
        }
        let all = (0..=u16::MAX).filter(|number| Kind::read(*number).is_some());
        assert_eq!(all.count(), known);
    }

    #[test]
    fn kinds_of_the_line_and_internal_ones_never_meet() {
        for kind in InternalKind::ALL {
            assert_eq!(Kind::read(kind.number()), None, "{kind:?}");
            assert_eq!(InternalKind::from_number(kind.number()), Some(*kind));
        }
        for noun in Noun::ALL {
            for kind in noun.kinds() {
                assert_eq!(InternalKind::from_number(kind.of(*noun)), None);
            }
        }
    }
}
