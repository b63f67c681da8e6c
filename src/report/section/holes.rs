//! Where a source tells nothing and tells again afterwards, in words.

use crate::analysis::coverage::Hole;
use crate::analysis::measure::Origin;
use crate::report::facts::Facts;
use crate::report::line::{Line, Piece};
use crate::report::quarterly::Quarterly;
use crate::report::texts::say;
use chrono::NaiveDate;
use std::sync::Arc;

/// The first and the last day on which a source tells of nothing, as facts.
pub fn silent_days(facts: &mut Facts, hole: &Hole, origin: &Arc<Origin>) -> (Piece, Piece) {
    let id = format!("source.{}.silent.{}", facts.slug("source", &hole.source), hole.from);
    let mut day = |name: &str, day: NaiveDate| facts.day(&format!("{id}.{name}"), day, Some(origin));
    (day("from", hole.from), day("until", hole.until))
}

/// The holes of the quarter and of the one before it, which the reader must know of before reading on; or the older ones.
pub fn holes(data: &Quarterly, facts: &mut Facts, is_recent: bool) -> Vec<Line> {
    let (since, texts) = (data.period().previous().first_day(), facts.texts());
    let mut lines = Vec::new();
    for hole in data.coverage().holes.iter().filter(|hole| (hole.until >= since) == is_recent) {
        let (from, until) = silent_days(facts, hole, &data.kinds.origin);
        lines.push(say!(texts, "head.source_hole", source = hole.source.as_str(), from = from, until = until));
    }
    lines
}
