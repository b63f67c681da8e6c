//! What the newest quarter says about an issue, in a word.

use crate::statistics::emerging::{Finding, Standing};

/// What the newest quarter says about a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// It was not there in the months that it is held against.
    New,
    /// More than chance explains, and enough to matter.
    Rising,
    /// It may be a rise, it may be chance.
    MayBeRising,
    /// Apart from the months before, as in the same quarter a year ago.
    Seasonal,
    /// Fewer than chance explains, and enough to matter.
    Falling,
    /// It may be a fall, it may be chance.
    MayBeFalling,
    /// More than chance explains, but too little to matter.
    Slight,
    /// Nothing that chance does not explain.
    Noise,
    /// It begins or ends where others end or begin: the categories were cut anew.
    Recoded,
    /// Too few cases to tell anything.
    TooFew,
    /// No complete months to compare with.
    NoHistory,
}

impl Signal {
    /// The word that tables show.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Rising => "rising",
            Self::MayBeRising => "may be rising",
            Self::Seasonal => "seasonal",
            Self::Falling => "falling",
            Self::MayBeFalling => "may be falling",
            Self::Slight => "slight",
            Self::Noise => "noise",
            Self::Recoded => "recoded",
            Self::TooFew => "too few",
            Self::NoHistory => "no history",
        }
    }

    /// Whether it belongs in the list of what changed.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::New | Self::Rising | Self::Falling | Self::Seasonal)
    }
}

/// The word for two findings, one for each direction.
pub(super) fn signal(higher: &Finding, lower: &Finding) -> Signal {
    match (higher.standing, lower.standing) {
        (Standing::Listed, _) if higher.ratio.is_none() => Signal::New,
        (Standing::Listed, _) => Signal::Rising,
        (_, Standing::Listed) => Signal::Falling,
        (Standing::Watch, _) => Signal::MayBeRising,
        (_, Standing::Watch) => Signal::MayBeFalling,
        (Standing::TooSmallToMatter, _) | (_, Standing::TooSmallToMatter) => Signal::Slight,
        (Standing::Untestable, _) => Signal::TooFew,
        _ => Signal::Noise,
    }
}
