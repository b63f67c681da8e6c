//! How the quarter's cases were handled, beside what the clauses ask.

use super::endings::{EndingView, ending_view};
use super::measure::Measured;
use super::measure::clauses::Clause;
use super::measure::handling::{
    Asked, Circumstance, Escalation, Feedback, NearMiss, Outcome, PromisedDates, Silence, breach_circumstances, escalations, feedback_flow,
    near_misses, outcomes, promised_dates, silences,
};
use super::measure::patterns::cases_kept_by;
use super::repeats::{DEFAULT_WITHIN_DAYS, RepeatView, Share, repeat_view};
use super::teams::{MixView, TeamView, mix_of_counted, team_view_of, without};
use crate::error::Result;
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::{mantel_haenszel_difference, newcombe_difference};
use crate::time::Instant;
use duckdb::Connection;
use std::collections::BTreeMap;

/// How often promises were broken with a circumstance, and how often without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// With it.
    pub with: Share,
    /// Without it.
    pub without: Share,
    /// By how much the share is higher with it, promise by promise; `None` where no promise fell due on both sides. Then all duties
    /// are in the shares, else those of promises that did.
    pub difference: Option<Interval>,
}

impl Compared {
    /// From (broken, judged) with the circumstance and without it, promise by promise.
    fn of(promises: Vec<[(u64, u64); 2]>) -> Self {
        let is_on_both_sides = |sides: &[(u64, u64); 2]| sides.iter().all(|side| side.1 > 0);
        let comparable: Vec<[(u64, u64); 2]> = promises.iter().copied().filter(is_on_both_sides).collect();
        let difference = match comparable.as_slice() {
            [[with, without]] => newcombe_difference(*with, *without, Confidence::P95),
            several => mantel_haenszel_difference(several, Confidence::P95),
        };
        let told = if comparable.is_empty() { promises } else { comparable };
        let [with, without] =
            [0, 1].map(|side| told.iter().map(|sides| sides[side]).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)));
        Self { with: Share::new(with.0, with.1), without: Share::new(without.0, without.1), difference }
    }
}

/// Everything about the handling of a quarter's cases.
#[derive(Debug, Clone)]
pub struct Handling {
    /// Promises kept only just.
    pub near_misses: Measured<NearMiss>,
    /// What went with breaches.
    pub circumstances: Measured<Circumstance>,
    /// The clauses that too few cases can show for cases to be compared by them.
    pub left_out: Vec<Clause>,
    /// Cases with a promise broken, by team.
    pub teams: TeamView,
    /// The same by channel.
    pub channels: TeamView,
    /// The same by category.
    pub categories: TeamView,
    /// How much of the change of that share is a change of mix.
    pub mix: MixView,
    /// Dates given to customers.
    pub promised: Measured<PromisedDates>,
    /// The longest silences.
    pub silences: Measured<Silence>,
    /// What cases came to.
    pub outcomes: Measured<Outcome>,
    /// Escalations and appeals.
    pub escalations: Measured<Escalation>,
    /// Feedback apart from complaints.
    pub feedback: Measured<Feedback>,
    /// Who came back.
    pub repeats: RepeatView,
    /// How the quarter's cases ended, by age.
    pub endings: EndingView,
}

impl Handling {
    /// Asks all of it; `receipts` are the first and the last receipt of a case, and `told_until` where the data end, if that is well
    /// before the instant of the report: what a customer heard afterwards nobody knows. By the clauses `left_out` no cases are compared.
    pub fn gather(
        connection: &Connection,
        asked: &Asked<'_>,
        receipts: Option<(Instant, Instant)>,
        told_until: Option<Instant>,
        left_out: Vec<Clause>,
    ) -> Result<Self> {
        let Asked { period, zone, as_of, kind, .. } = *asked;
        let heard = Asked { as_of: told_until.unwrap_or(as_of), ..*asked };
        let [by_team, by_channel, by_category] =
            cases_kept_by(connection, period, kind, ["team", "channel", "category"], without(&left_out).as_deref())?;
        Ok(Self {
            near_misses: near_misses(connection, asked)?,
            circumstances: breach_circumstances(connection, asked)?,
            teams: team_view_of(&by_team),
            channels: team_view_of(&by_channel),
            categories: team_view_of(&by_category),
            mix: mix_of_counted(by_category, period),
            left_out,
            promised: promised_dates(connection, asked)?,
            silences: silences(connection, &heard)?,
            outcomes: outcomes(connection, asked)?,
            escalations: escalations(connection, asked)?,
            feedback: feedback_flow(connection, asked)?,
            repeats: repeat_view(connection, period, zone, as_of, receipts, kind, DEFAULT_WITHIN_DAYS)?,
            endings: ending_view(connection, period, 1, zone, as_of, kind)?,
        })
    }

    /// How often promises were broken with a circumstance, and without it; `None` where no duty tells of it.
    pub fn compared(&self, circumstance: &str) -> Option<Compared> {
        let mut by_promise: BTreeMap<_, [(u64, u64); 2]> = BTreeMap::new();
        for row in self.circumstances.rows.iter().filter(|row| row.circumstance == circumstance) {
            let sides = by_promise.entry((&row.policy, &row.clause, row.since)).or_default();
            sides[usize::from(!row.holds)] = (row.broken, row.judged);
        }
        (!by_promise.is_empty()).then(|| Compared::of(by_promise.into_values().collect()))
    }

    /// Dates given to customers that met a fate.
    pub fn dates(&self, fate: &str) -> u64 {
        self.promised.rows.iter().filter(|row| row.fate == fate).map(|row| row.dates).sum()
    }

    /// The number of days that half of the known silences reach; `None` without any.
    pub fn median_silence(&self) -> Option<u64> {
        let mut known: Vec<(u64, u64)> = self.silences.rows.iter().filter_map(|row| Some((row.days?, row.cases))).collect();
        known.sort_unstable();
        let total: u64 = known.iter().map(|(_, cases)| cases).sum();
        let mut so_far = 0;
        known.into_iter().find_map(|(days, cases)| {
            so_far += cases;
            (so_far * 2 >= total).then_some(days)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_promise_is_held_against_itself() {
        // Acknowledged always, a hundred times, hardly ever with the circumstance; answers broken in half of the cases with it and without it.
        let compared = Compared::of(vec![[(0, 0), (0, 100)], [(10, 20), (40, 80)]]);
        assert_eq!((compared.with.count, compared.with.of, compared.without.count, compared.without.of), (10, 20, 40, 80));
        assert!(compared.difference.unwrap().contains(0.0));
        // Two promises, each broken more often with it: (15 of 20, 10 of 40) and (9 of 10, 3 of 10).
        let compared = Compared::of(vec![[(15, 20), (10, 40)], [(9, 10), (3, 10)]]);
        assert_eq!((compared.with.count, compared.without.of), (24, 50));
        assert!(compared.difference.unwrap().lower > 0.0);
        // None on both sides: everything is told, and nothing compared.
        let compared = Compared::of(vec![[(5, 50), (0, 0)], [(0, 0), (20, 50)]]);
        assert_eq!((compared.with.of, compared.without.of, compared.difference), (50, 50, None));
    }
}
