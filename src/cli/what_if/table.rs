//! The answer of `ombud what-if` for people: the rates side by side, then the limits that would have been kept.

use crate::cli::output::{Format, sql_error, write_table};
use crate::error::{Error, Result};
use crate::report::format;
use crate::time::Span;
use crate::what_if::calibration::measured_unit;
use crate::what_if::measure::result;
use duckdb::{Connection, Row};
use std::io::Write;

/// One variant, in one segment where results are divided.
struct Line {
    policy: String,
    clause: String,
    variant: String,
    span: Option<String>,
    segment: Option<String>,
    judged: u64,
    met: u64,
    late: u64,
    missed: u64,
    pending: u64,
    not_shown: u64,
    shares: Option<(f64, f64, f64)>,
    /// Cases now kept, no longer kept, newly judged and no longer judged.
    flips: Option<[u64; 4]>,
    /// Limit, lower and upper end for 90, 95 and 99 %.
    limits: Option<[[Option<i64>; 3]; 3]>,
    /// What they are measured in.
    unit: Option<String>,
    /// The limit of the newest version that has begun, in whose words they are told.
    in_force: Option<String>,
    is_of_some_versions: bool,
    limits_are_of_some_versions: bool,
    done: u64,
    open: u64,
    never: u64,
    not_timed: u64,
}

/// How the limit of a cadence begins.
const EVERY: &str = "every ";

/// The shares that limits are told of, in per cent.
const PERCENTAGES: [u64; 3] = [90, 95, 99];

/// In place of a limit that no time would be enough for: too many cases ended without what is asked.
const NEVER: &str = "none";

/// In place of a limit that the open cases may still tell, or those that cannot be shown would.
const NOT_KNOWN: &str = "–";

/// What the lines have in common, and so which columns are worth showing.
struct Shape<'a> {
    is_one_policy: bool,
    is_one_clause: bool,
    by: Option<&'a str>,
}

/// Writes both tables, and what they rest on.
pub fn write(connection: &Connection, by: Option<&str>) -> Result<()> {
    let failed = |cause: duckdb::Error| sql_error("setting the variants side by side", &cause);
    let mut statement = connection.prepare(result()).map_err(failed)?;
    let lines: Vec<Line> = statement.query_map([], line).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)?;
    let shape = Shape {
        is_one_policy: lines.iter().all(|line| line.policy == lines[0].policy),
        is_one_clause: lines.iter().all(|line| line.clause == lines[0].clause),
        by,
    };
    let mut out = std::io::stdout().lock();
    // Who is judged under both ways is told by what changes hands; who is not, only where there is such a case.
    let most_flips = lines.iter().filter_map(|line| line.flips).map(|flips| if flips[2..] == [0, 0] { 2 } else { 4 }).max().unwrap_or(0);
    let columns: Vec<&str> = RATE_COLUMNS.into_iter().chain(FLIP_COLUMNS.into_iter().take(most_flips)).collect();
    write_table(&shape.header(&columns), lines.iter().map(|line| line.rate(&shape, most_flips)).collect(), Format::Table, &mut out)?;
    let is_first = |index: &usize| !lines[..*index].iter().any(|line| line.is_measured_like(&lines[*index]));
    let measured: Vec<&Line> = (0..lines.len()).filter(is_first).map(|index| &lines[index]).filter(|line| line.limits.is_some()).collect();
    let mut text = String::new();
    for line in lines.iter().filter(|line| line.is_of_some_versions) {
        let told = format!(
            "{} / {}: only some versions of the procedure have this variant; its row is of their cases alone\n",
            line.clause, line.variant
        );
        if !text.contains(&told) {
            text.push_str(&told);
        }
    }
    if !measured.is_empty() {
        text.push_str("\nThe limit that would have been kept by (with its 95 % interval)\n");
        let columns = ["90 %", "95 %", "99 %", "done", "still open", "never done", "cannot be shown"];
        let mut bytes = Vec::new();
        write_table(&shape.header(&columns), measured.iter().map(|line| line.limit(&shape)).collect(), Format::Table, &mut bytes)?;
        text.push_str(&String::from_utf8_lossy(&bytes));
        text.push_str(
            "never done: the case ended without it, so no limit would have been kept; still open: counts as far as its clock has run\n",
        );
        for line in measured.iter().filter(|line| line.limits_are_of_some_versions) {
            let Line { clause, variant, .. } = line;
            text.push_str(&format!(
                "{clause} / {variant}: of another type in some versions of the procedure; its limits are of the cases of the others alone\n"
            ));
        }
        for (_, note) in NOTES.into_iter().filter(|(is_so, _)| measured.iter().any(|line| is_so(line))) {
            text.push_str(note);
        }
    }
    out.write_all(text.as_bytes()).map_err(|cause| Error::output(&cause))
}

const RATE_COLUMNS: [&str; 7] = ["kept", "of", "share kept (95 % interval)", "late", "missed", "not yet due", "cannot be shown"];
const FLIP_COLUMNS: [&str; 4] = ["cases now kept", "no longer kept", "newly judged", "no longer judged"];

/// When a remark about the limits is due.
type IsSo = fn(&Line) -> bool;

/// What is to be said of the limits.
const NOTES: [(IsSo, &str); 4] = [
    (
        |line| line.is_cadence(),
        "of an \"every\": the longest time without news; from there on every window has its news; done: the case has ended\n",
    ),
    (|line| line.lacks(NEVER), "none: fewer than that were done or can still be, however long it takes\n"),
    (|line| line.lacks(NOT_KNOWN), "–: not known: fewer than that are known to be done so far\n"),
    (|line| line.followed() < format::FEW && line.has_limit(), "no interval: it takes ten duties\n"),
];

impl Shape<'_> {
    fn header(&self, columns: &[&str]) -> Vec<String> {
        let mut header = Vec::new();
        if !self.is_one_policy {
            header.push("policy".to_string());
        }
        if !self.is_one_clause {
            header.push("clause".into());
        }
        header.extend(["variant".into(), "limit".into()]);
        header.extend(self.by.map(str::to_string));
        header.extend(columns.iter().map(|column| (*column).to_string()));
        header
    }
}

impl Line {
    /// Whether the limits are the same numbers, told already: another amount of the same limit is measured by the same clock.
    fn is_measured_like(&self, other: &Self) -> bool {
        let measured = |line: &Self| (line.limits, line.done, line.open, line.never);
        (&self.policy, &self.clause, &self.segment, &self.unit, measured(self))
            == (&other.policy, &other.clause, &other.segment, &other.unit, measured(other))
    }

    fn is_cadence(&self) -> bool {
        self.in_force.as_deref().is_some_and(|limit| limit.starts_with(EVERY))
    }

    fn followed(&self) -> u64 {
        self.done + self.open + self.never
    }

    fn has_limit(&self) -> bool {
        self.limits.is_some_and(|limits| limits.iter().any(|limit| limit[0].is_some()))
    }

    /// What stands in place of a limit for a share: none where what was never done is more than the rest of the share, though all that is open
    /// and all that cannot be shown were done.
    fn without_limit(&self, percentage: u64) -> &'static str {
        let is_all_known = self.open + self.not_timed == 0;
        let is_too_much = self.never * 100 > (100 - percentage) * (self.followed() + self.not_timed);
        if self.followed() > 0 && (is_all_known || is_too_much) { NEVER } else { NOT_KNOWN }
    }

    /// Whether duties were followed, and that sign stands in place of a limit.
    fn lacks(&self, sign: &str) -> bool {
        let lacks = |(limit, percentage): ([Option<i64>; 3], u64)| limit[0].is_none() && self.without_limit(percentage) == sign;
        self.followed() > 0 && self.limits.is_some_and(|limits| limits.into_iter().zip(PERCENTAGES).any(lacks))
    }

    fn names(&self, shape: &Shape<'_>) -> Vec<String> {
        let mut cells = Vec::new();
        if !shape.is_one_policy {
            cells.push(self.policy.clone());
        }
        if !shape.is_one_clause {
            cells.push(self.clause.clone());
        }
        cells.extend([self.variant.clone(), self.span.clone().unwrap_or_else(|| "–".into())]);
        if shape.by.is_some() {
            cells.push(self.segment.clone().unwrap_or_else(|| "(not recorded)".into()));
        }
        cells
    }

    fn rate(&self, shape: &Shape<'_>, flips: usize) -> Vec<String> {
        let share = match self.shares {
            Some((share, low, high)) => {
                let n = self.judged;
                format!("{} ({} to {})", format::share(share, n), format::share_end(low, n), format::share_end(high, n))
            }
            None if self.not_shown > 0 => "cannot be shown".into(),
            None if self.pending > 0 => "not yet due".into(),
            None => "no duty fell due".into(),
        };
        let mut cells = self.names(shape);
        cells.extend([number(self.met), number(self.judged), share, number(self.late), number(self.missed)]);
        cells.extend([number(self.pending), number(self.not_shown)]);
        let of_today = || vec![String::new(); flips];
        cells.extend(self.flips.map_or_else(of_today, |counts| counts[..flips].iter().map(|count| format::count(*count)).collect()));
        cells
    }

    fn limit(&self, shape: &Shape<'_>) -> Vec<String> {
        let mut cells = self.names(shape);
        let span: Option<Span> = self.in_force.as_deref().and_then(|limit| limit.trim_start_matches(EVERY).parse().ok());
        let written =
            |amount: i64| span.map_or_else(|| amount.to_string(), |span| span.at_least(amount * measured_unit(span.unit)).to_string());
        for ([limit, low, high], percentage) in self.limits.unwrap_or_default().into_iter().zip(PERCENTAGES) {
            cells.push(limit.map_or_else(
                || self.without_limit(percentage).into(),
                |limit| match (low, high) {
                    (Some(low), Some(high)) => format!("{} ({} to {})", written(limit), written(low), written(high)),
                    (Some(low), None) => format!("{} ({} or more)", written(limit), written(low)),
                    _ => format!("{} (no interval)", written(limit)),
                },
            ));
        }
        cells.extend([number(self.done), number(self.open), number(self.never), number(self.not_timed)]);
        cells
    }
}

fn number(count: u64) -> String {
    if count == 0 { String::new() } else { format::count(count) }
}

fn line(row: &Row<'_>) -> duckdb::Result<Line> {
    let count = |name: &str| -> duckdb::Result<u64> { Ok(row.get::<_, Option<i64>>(name)?.unwrap_or_default().max(0) as u64) };
    let share: Option<f64> = row.get("met_share")?;
    let shares = share.map(|share| Ok::<_, duckdb::Error>((share, row.get("met_share_low")?, row.get("met_share_high")?))).transpose()?;
    let compared: Option<i64> = row.get("compared_count")?;
    let unit: Option<String> = row.get("limit_unit")?;
    let limit = |name: &str| -> duckdb::Result<[Option<i64>; 3]> {
        Ok([row.get(name)?, row.get(format!("{name}_low").as_str())?, row.get(format!("{name}_high").as_str())?])
    };
    Ok(Line {
        policy: row.get("policy")?,
        clause: row.get("clause")?,
        variant: row.get("variant")?,
        span: row.get("span")?,
        segment: row.get("segment")?,
        judged: count("judged_count")?,
        met: count("met_count")?,
        late: count("late_count")?,
        missed: count("missed_count")?,
        pending: count("pending_count")?,
        not_shown: count("unknown_count")? + count("indeterminate_count")?,
        shares,
        flips: compared
            .map(|_| {
                let names = ["to_kept_count", "to_broken_count", "newly_judged_count", "no_longer_judged_count"];
                let [kept, broken, newly, no_longer] = names.map(count);
                Ok::<_, duckdb::Error>([kept?, broken?, newly?, no_longer?])
            })
            .transpose()?,
        limits: unit.as_ref().map(|_| Ok::<_, duckdb::Error>([limit("limit_90")?, limit("limit_95")?, limit("limit_99")?])).transpose()?,
        unit,
        in_force: row.get("in_force")?,
        is_of_some_versions: row.get("is_of_some_versions")?,
        limits_are_of_some_versions: row.get("limits_are_of_some_versions")?,
        done: count("done_count")?,
        open: count("open_count")?,
        never: count("never_count")?,
        not_timed: count("not_shown_count")?,
    })
}
