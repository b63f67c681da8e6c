//! Whether teams differ by more than their few cases explain, and how much of a change is mix.
//!
//! Nobody is ranked: inside the funnel the order is chance. What is counted is cases with a promise
//! broken, of the cases that can show of each promise that fell due how it ended; case mix is not allowed for.
//!
//! A clause that many cases cannot show is left out of the comparison, or whoever records less would look better.

use super::measure::clauses::Clause;
use super::measure::patterns::{Kept, cases_kept};
use super::measure::{Measured, Origin};
use super::repeats::Share;
use crate::error::Result;
use crate::statistics::funnel::{FunnelLimits, LEAST_TEAMS_FOR_VARIATION, Level, ShareFunnel, WINSORISED_SHARE};
use crate::statistics::mix::{Decomposition, Group, decompose};
use crate::time::Period;
use duckdb::Connection;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What arithmetic may add to a whole number.
const ROUNDING: f64 = 1e-9;

/// Where a team lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Within the 95 % limits: no different, as far as chance can tell, or no more than these teams differ anyway.
    Inside,
    /// More often broken than nineteen in twenty alike teams: look.
    LookAbove,
    /// Less often.
    LookBelow,
    /// Beyond the 99.8 % limits: it stands apart, above.
    ApartAbove,
    /// It stands apart, below.
    ApartBelow,
}

impl Position {
    /// In words; limits that allow for variation are wider than chance alone would make them.
    pub fn word(self, allows_for_variation: bool) -> &'static str {
        match self {
            Self::Inside if allows_for_variation => "within what these usually differ by",
            Self::Inside => "within what chance explains",
            Self::LookAbove => "more often than most: look",
            Self::LookBelow => "less often than most: look",
            Self::ApartAbove => "stands apart: more often",
            Self::ApartBelow => "stands apart: less often",
        }
    }

    /// Where so many broken of so many cases lie.
    ///
    /// Exact limits lie between two counts, so that they make a line; of the two the higher one is still within chance,
    /// at the upper limit as at the lower: 19 of 19 stands apart from nobody where nineteen in twenty are broken.
    fn of(broken: u64, cases: u64, look: FunnelLimits, apart: FunnelLimits, is_exact: bool) -> Self {
        let (count, cases) = (broken as f64, cases as f64);
        let above = |limits: FunnelLimits| {
            let limit = limits.upper * cases;
            count > if is_exact { (limit - ROUNDING).ceil() } else { limit }
        };
        let below = |limits: FunnelLimits| count < limits.lower * cases;
        match () {
            () if above(apart) => Self::ApartAbove,
            () if below(apart) => Self::ApartBelow,
            () if above(look) => Self::LookAbove,
            () if below(look) => Self::LookBelow,
            () => Self::Inside,
        }
    }
}

/// One team in the funnel.
#[derive(Debug, Clone, PartialEq)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Cases with a promise broken, of those judged.
    pub broken: Share,
    /// The 95 % limits for its number of cases.
    pub look: FunnelLimits,
    /// The 99.8 % limits.
    pub apart: FunnelLimits,
    /// Where it lies.
    pub position: Position,
}

/// All teams.
#[derive(Debug, Clone)]
pub struct TeamView {
    /// The teams by name.
    pub teams: Vec<Team>,
    /// All of them together.
    pub all: Share,
    /// Cases that name no team.
    pub unnamed: Share,
    /// Whether there are cases with a duty that cannot be shown: they are in no team's numbers.
    pub leaves_cases_out: bool,
    /// Whether the limits allow for teams that differ anyway (with ten teams or more).
    pub allows_for_variation: bool,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
}

/// The clauses that are left out of a comparison, as the query takes them; `None` without any.
pub fn without(left_out: &[Clause]) -> Option<String> {
    let names: Vec<String> = left_out.iter().map(|clause| format!("{}/{}", clause.policy, clause.clause)).collect();
    (!names.is_empty()).then(|| names.join(","))
}

/// The funnel of the quarter's cases, by team or by another part of a case, without the clauses that are [left out](without).
pub fn team_view(connection: &Connection, period: Period, kind: Option<&str>, by: &str, left_out: &[Clause]) -> Result<TeamView> {
    Ok(team_view_of(&cases_kept(connection, period, kind, by, without(left_out).as_deref())?))
}

/// The same from cases that are counted already.
pub fn team_view_of(counted: &Measured<Kept>) -> TeamView {
    let rows: Vec<&Kept> = counted.rows.iter().filter(|row| row.is_newest).collect();
    let shown = rows.iter().filter(|row| row.cases > 0);
    let named: Vec<(String, u64, u64)> = shown.filter_map(|row| Some((row.segment.clone()?, row.broken, row.cases))).collect();
    let leaves_cases_out = rows.iter().any(|row| row.unshown > 0);
    let unnamed = rows.iter().find(|row| row.segment.is_none()).map_or(Share::new(0, 0), |row| Share::new(row.broken, row.cases));
    let (teams, allows_for_variation) = funnel(&named);
    let all = Share::new(named.iter().map(|row| row.1).sum(), named.iter().map(|row| row.2).sum());
    TeamView { teams, all, unnamed, leaves_cases_out, allows_for_variation, origin: Arc::clone(&counted.origin) }
}

/// The teams, each (name, broken, cases), with their limits.
fn funnel(named: &[(String, u64, u64)]) -> (Vec<Team>, bool) {
    let counts: Vec<(u64, u64)> = named.iter().map(|(_, broken, cases)| (*broken, *cases)).collect();
    let Some(funnel) = ShareFunnel::new(&counts, WINSORISED_SHARE) else { return (Vec::new(), false) };
    let allows = counts.len() >= LEAST_TEAMS_FOR_VARIATION && funnel.variation.tau_squared > 0.0;
    let limits = |level| if allows { funnel.limits_with_variation(level) } else { funnel.exact_limits(level) };
    let (look, apart) = (limits(Level::P95), limits(Level::P99_8));
    let team = |place: usize| {
        let (name, broken, cases) = &named[place];
        let position = Position::of(*broken, *cases, look[place], apart[place], !allows);
        Team { name: name.clone(), broken: Share::new(*broken, *cases), look: look[place], apart: apart[place], position }
    };
    ((0..named.len()).map(team).collect(), allows)
}

/// A change between two periods, taken apart by group.
#[derive(Debug, Clone)]
pub struct MixView {
    /// The groups by name, in the order of the parts.
    pub groups: Vec<(String, Group)>,
    /// The parts; `None` where one of the periods has nothing.
    pub parts: Option<Decomposition>,
    /// What a group's volume is: customers, orders, or judged cases.
    pub volume: &'static str,
    /// The period before, or what stands for it.
    pub before: String,
    /// Whether there are cases with a duty that cannot be shown: they are in no group.
    pub leaves_cases_out: bool,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
}

/// How much of the change of the share of cases with a broken promise is a change of mix, without the clauses that are
/// [left out](without).
pub fn mix_of_kept(connection: &Connection, period: Period, kind: Option<&str>, by: &str, left_out: &[Clause]) -> Result<MixView> {
    Ok(mix_of_counted(cases_kept(connection, period, kind, by, without(left_out).as_deref())?, period))
}

/// The same from cases that are counted already.
pub fn mix_of_counted(counted: Measured<Kept>, period: Period) -> MixView {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let leaves_cases_out = counted.rows.iter().any(|row| row.unshown > 0);
    for row in counted.rows.into_iter().filter(|row| row.cases > 0) {
        let name = row.segment.unwrap_or_else(|| UNNAMED.to_string());
        let group = groups.entry(name).or_insert(Group { volume_before: 0.0, count_before: 0.0, volume_after: 0.0, count_after: 0.0 });
        let (cases, broken) = (row.cases as f64, row.broken as f64);
        if row.is_newest {
            (group.volume_after, group.count_after) = (cases, broken);
        } else {
            (group.volume_before, group.count_before) = (cases, broken);
        }
    }
    let groups: Vec<(String, Group)> = groups.into_iter().collect();
    let parts = decompose(&groups.iter().map(|(_, group)| *group).collect::<Vec<_>>());
    MixView { groups, parts, volume: "judged cases", before: period.previous().to_string(), leaves_cases_out, origin: counted.origin }
}

/// The name of the group of cases that name none.
pub const UNNAMED: &str = "(none named)";

#[cfg(test)]
mod tests {
    use super::*;

    fn team(name: &str, broken: u64, cases: u64) -> (String, u64, u64) {
        (name.to_string(), broken, cases)
    }

    #[test]
    fn few_cases_are_no_finding_and_many_are() {
        // All together 160 of 1,000. One of two is half, and means nothing; 100 of 200 stands apart.
        let (teams, allows) = funnel(&[team("a", 59, 798), team("b", 1, 2), team("c", 100, 200)]);
        let positions: Vec<Position> = teams.iter().map(|team| team.position).collect();
        assert_eq!(positions, [Position::ApartBelow, Position::Inside, Position::ApartAbove]);
        assert!(!allows);
    }

    #[test]
    fn teams_that_all_differ_widen_the_limits() {
        let rows: Vec<_> = (0..12).map(|place| team(&format!("t{place:02}"), if place % 2 == 0 { 20 } else { 60 }, 200)).collect();
        let (teams, allows) = funnel(&rows);
        assert!(allows && teams.iter().all(|team| team.position == Position::Inside));
    }

    #[test]
    fn all_of_few_is_no_finding_where_nearly_all_are_broken() {
        // 95 % of all 400 are broken. 19 of 19 happens in 0.95^19 = 38 of a hundred alike teams; 0 of 19 in none.
        let (teams, _) = funnel(&[team("a", 19, 19), team("b", 361, 381)]);
        assert_eq!(teams[0].position, Position::Inside);
        let (teams, _) = funnel(&[team("a", 0, 19), team("b", 380, 381)]);
        assert_eq!(teams[0].position, Position::ApartBelow);
    }

    #[test]
    fn no_teams_make_no_funnel() {
        assert_eq!(funnel(&[]), (Vec::new(), false));
    }
}
