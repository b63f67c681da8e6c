//! How the quarter's cases were handled, beside what the clauses ask.

use super::endings::{EndingView, ending_view};
use super::measure::Measured;
use super::measure::handling::{
    Asked, Circumstance, Escalation, Feedback, NearMiss, Outcome, PromisedDates, Silence, breach_circumstances, escalations, feedback_flow,
    near_misses, outcomes, promised_dates, silences,
};
use super::measure::patterns::cases_kept_by;
use super::repeats::{DEFAULT_WITHIN_DAYS, RepeatView, Share, repeat_view};
use super::teams::{MixView, TeamView, mix_of_counted, team_view_of};
use crate::error::Result;
use crate::time::Instant;
use duckdb::Connection;

/// Everything about the handling of a quarter's cases.
#[derive(Debug, Clone)]
pub struct Handling {
    /// Promises kept only just.
    pub near_misses: Measured<NearMiss>,
    /// What went with breaches.
    pub circumstances: Measured<Circumstance>,
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
    /// Asks all of it; `last_received` is the last receipt of a case.
    pub fn gather(connection: &Connection, asked: &Asked<'_>, last_received: Option<Instant>) -> Result<Self> {
        let Asked { period, zone, as_of, kind, .. } = *asked;
        let [by_team, by_channel, by_category] = cases_kept_by(connection, period, kind, ["team", "channel", "category"])?;
        Ok(Self {
            near_misses: near_misses(connection, asked)?,
            circumstances: breach_circumstances(connection, asked)?,
            teams: team_view_of(&by_team),
            channels: team_view_of(&by_channel),
            categories: team_view_of(&by_category),
            mix: mix_of_counted(by_category, period),
            promised: promised_dates(connection, asked)?,
            silences: silences(connection, asked)?,
            outcomes: outcomes(connection, asked)?,
            escalations: escalations(connection, asked)?,
            feedback: feedback_flow(connection, asked)?,
            repeats: repeat_view(connection, period, zone, as_of, last_received, kind, DEFAULT_WITHIN_DAYS)?,
            endings: ending_view(connection, period, 1, zone, as_of, kind)?,
        })
    }

    /// How often promises were broken with a circumstance, and without it; `None` where one of the two never was.
    pub fn with_and_without(&self, circumstance: &str) -> Option<(Share, Share)> {
        let share = |holds| {
            let row = self.circumstances.rows.iter().find(|row| row.circumstance == circumstance && row.holds == holds)?;
            Some(Share::new(row.broken, row.judged))
        };
        Some((share(true)?, share(false)?))
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
