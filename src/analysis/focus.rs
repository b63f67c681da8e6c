//! Which cases a report is about, and what it calls them.

use crate::analysis::measure::volumes::Segment;

/// The cases a report counts beside the clauses: complaints where there are any, else all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// The kind to keep; `None` for every kind.
    pub kind: Option<&'static str>,
    /// What one of them is called.
    pub one: &'static str,
    /// What several of them are called.
    pub many: &'static str,
}

impl Focus {
    /// Complaints alone: feedback and issues are told apart from them.
    pub const COMPLAINTS: Self = Self { kind: Some("complaint"), one: "complaint", many: "complaints" };
    /// Every case, where no case is called a complaint.
    pub const CASES: Self = Self { kind: None, one: "case", many: "cases" };

    /// Complaints, if the data know any.
    pub fn of(complaints_exist: bool) -> Self {
        if complaints_exist { Self::COMPLAINTS } else { Self::CASES }
    }

    /// The word for so many of them.
    pub fn noun(&self, count: u64) -> &'static str {
        if count == 1 { self.one } else { self.many }
    }
}

/// Segments of one dimension.
pub fn dimension<'a>(segments: &'a [Segment], name: &'a str) -> impl Iterator<Item = &'a Segment> {
    segments.iter().filter(move |segment| segment.dimension == name)
}
