//! `trends --of issues`: each issue's newest quarter against its own past.

use super::Asked;
use super::listing::{Kind, Listing, NUMBER_PARTS, RATIO_PARTS};
use crate::analysis::coverage::Hole;
use crate::analysis::disclosure::{Audience, Line, hidden_last, mark};
use crate::analysis::trend::{Issue, PER, Signal, Trends};
use crate::error::Result;
use crate::report::format;
use crate::statistics::control_chart::{Cause, Direction};
use serde_json::{Value, json};

/// What of an issue is hidden.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each number is told or not by itself")]
struct Hidden {
    newest: bool,
    baseline: bool,
    year_ago: bool,
    /// Its chance after correction, which may be that of another issue.
    q: bool,
}

impl Hidden {
    /// Whether nothing may be said of how the newest number and the usual one compare.
    fn tells_nothing(self) -> bool {
        self.newest || self.baseline
    }
}

/// The issues, most interesting first.
pub fn listing(asked: &Asked<'_>) -> Result<Listing> {
    let trends = asked.trends()?;
    let hidden = Hiding::of(&trends, asked)?;
    let mut listing = Listing {
        heads: heads(&trends, asked),
        columns: COLUMNS.iter().map(|(name, kind)| ((if *name == "segment" { asked.by } else { *name }).to_string(), *kind)).collect(),
        ..Listing::default()
    };
    for (place, issue) in hidden_last(&trends.issues, |place| hidden.of_counts(place).tells_nothing(), |issue| &issue.segment) {
        let hidden = hidden.of_issue(place, issue);
        listing.texts.push(cells(&trends, issue, hidden, asked));
        listing.values.push(values(&trends, issue, hidden, asked));
    }
    tell(&mut listing, &trends, asked, &hidden);
    Ok(listing)
}

/// The three lines of counts, whose totals are told or can be had.
struct Hiding {
    newest: Line,
    baseline: Line,
    year_ago: Line,
    /// The chances of the hidden issues: corrected together, an issue before them may have the same. One of 1 is anybody's.
    q: Vec<f64>,
}

impl Hiding {
    /// Hides, and tries whether that is enough.
    fn of(trends: &Trends, asked: &Asked<'_>) -> Result<Self> {
        let line = |of: &dyn Fn(&Issue) -> u64, rest: Option<u64>| {
            let rows = trends.issues.iter().map(|issue| (issue.segment.as_deref(), of(issue)));
            asked.audience.named_line(&rows.chain(rest.map(|rest| (None, rest))).collect::<Vec<_>>())
        };
        let mut hiding = Self {
            newest: line(&|issue| issue.newest, Some(trends.unnamed)),
            baseline: line(&|issue| issue.baseline, None),
            year_ago: line(&|issue| issue.last_year.map_or(0, |last| last.cases), None),
            q: Vec::new(),
        };
        for (line, what) in [(&hiding.newest, "cases"), (&hiding.baseline, "cases before"), (&hiding.year_ago, "cases a year ago")] {
            line.audit(&format!("{what} by {}", asked.by), &[])?;
        }
        let hidden = trends.issues.iter().enumerate().filter(|(place, _)| hiding.of_counts(*place).tells_nothing());
        hiding.q = hidden.filter_map(|(_, issue)| issue.q_value).collect();
        Ok(hiding)
    }

    fn of_issue(&self, place: usize, issue: &Issue) -> Hidden {
        let hidden = self.of_counts(place);
        Hidden { q: hidden.tells_nothing() || issue.q_value.is_some_and(|q| q < 1.0 && self.q.contains(&q)), ..hidden }
    }

    fn of_counts(&self, place: usize) -> Hidden {
        let newest = self.newest.hides(place);
        // What came before grows by the newest from one quarter's list to the next, and the two lists side by side would tell it.
        let (baseline, year_ago) = (newest || self.baseline.hides(place), newest || self.year_ago.hides(place));
        Hidden { newest, baseline, year_ago, q: false }
    }

    /// Whether how some issue compares is hidden.
    fn hides_a_reading(&self) -> bool {
        self.newest.hides_any() || self.baseline.hides_any()
    }
}

fn heads(trends: &Trends, asked: &Asked<'_>) -> Vec<String> {
    let mut heads = vec!["signal".to_string(), asked.by.to_string(), newest_head(trends, asked), "usual".into()];
    if let Some(denominators) = asked.denominators {
        heads.extend([format!("per 1,000 {} (95 %)", denominators.unit.name()), "usual rate".into()]);
    }
    heads.extend(["ratio (95 %)", "q", "a year ago", "since", "chart", "remark"].map(str::to_string));
    heads
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".into())
}

fn cells(trends: &Trends, issue: &Issue, hidden: Hidden, asked: &Asked<'_>) -> Vec<String> {
    let or_mark = |is_hidden: bool, text: String| if is_hidden { mark() } else { text };
    let any = hidden.tells_nothing();
    let mut cells = vec![
        or_mark(any, issue.signal.word().into()),
        issue.segment.clone().unwrap_or_default(),
        or_mark(hidden.newest, format::count(issue.newest)),
        or_mark(hidden.baseline, or_dash(issue.expected.map(format::number))),
    ];
    if asked.denominators.is_some() {
        let rate = issue.rates.map(|rates| {
            let (lower, upper) = rates.newest_interval;
            format!("{} ({} to {})", format::number(rates.newest), format::number(lower), format::number(upper))
        });
        cells.push(or_mark(hidden.newest, or_dash(rate)));
        cells.push(or_mark(hidden.baseline, or_dash(issue.rates.and_then(|rates| rates.usual).map(format::number))));
    }
    cells.extend([
        or_mark(any, or_dash(issue.ratio.map(|ratio| format!("{}{}", format::ratio(ratio), interval(issue))))),
        or_mark(hidden.q, or_dash(issue.q_value.map(format::probability))),
        or_mark(hidden.year_ago, or_dash(issue.last_year.map(|last| format::count(last.cases)))),
        if any { String::new() } else { since(issue) },
        if any { String::new() } else { standing_out(trends, issue).join(", ") },
        remark(trends, issue, hidden, asked),
    ]);
    cells
}

fn interval(issue: &Issue) -> String {
    issue.interval.map_or_else(String::new, |interval| {
        let of = issue.ratio.unwrap_or(1.0);
        let upper = interval.upper.map_or_else(|| " or more".to_string(), |upper| format!(" to {}", format::ratio_end(upper, of)));
        format!(" ({}{upper})", format::ratio_end(interval.lower, of))
    })
}

/// The month in which the change began, with the months that it may as well have been.
fn since(issue: &Issue) -> String {
    match (issue.since, issue.since_range) {
        (Some(month), Some((first, last))) if first != last => format!("{month} ({first} to {last})"),
        (Some(month), _) => month.to_string(),
        _ => String::new(),
    }
}

fn remark(trends: &Trends, issue: &Issue, hidden: Hidden, asked: &Asked<'_>) -> String {
    if let Some(month) = issue.recoded_from {
        let since = if issue.baseline_months > 0 { ": held against the months since" } else { "" };
        return format!("the categories were cut anew in {month}{since}");
    }
    if issue.is_unexposed && asked.denominators.is_some() {
        return "no denominator for each month of the quarter, or for three before: not judged".into();
    }
    if hidden.baseline {
        return String::new();
    }
    let remark = compared(issue);
    match trends.is_early_alone(issue) {
        true if remark.is_empty() => format!("early: {} months before", issue.baseline_months),
        true => format!("early: {} months before; {remark}", issue.baseline_months),
        false => remark,
    }
}

/// What an issue was held against, or what would not have been seen of it.
fn compared(issue: &Issue) -> String {
    let quiet = matches!(issue.signal, Signal::Noise | Signal::TooFew);
    match (issue.usual_until, issue.smallest_rise) {
        (Some(until), _) => format!("usual: months up to {until}"),
        (None, Some(ratio)) if quiet => format!("a rise below {} would not have been seen", format::ratio(ratio)),
        _ => String::new(),
    }
}

/// The months or weeks of the quarter that stand out on the chart: `2026-08 high`.
fn standing_out(trends: &Trends, issue: &Issue) -> Vec<String> {
    let points = &trends.points;
    let first = trends.newest_months.first().map(|month| trends.coverage.months[*month].first_day());
    let newest = (0..points.months.len()).filter(|point| first.is_some_and(|first| points.months[*point].first_day() >= first));
    if let Some(gaps) = &issue.gaps {
        let word = |gap: f64| if gap < gaps.chart.lower { "closer together" } else { "further apart" };
        return gaps
            .newest
            .iter()
            .filter(|(_, gap)| gaps.chart.excludes(*gap))
            .map(|(month, gap)| format!("{month} {}", word(*gap)))
            .collect();
    }
    if let Some(chart) = &issue.rate_chart {
        let word = |value: Option<f64>| if value > Some(chart.centre) { "high" } else { "low" };
        let outside = newest.filter(|point| chart.points[*point].is_outside);
        return outside.map(|point| format!("{} {}", points.months[point], word(chart.points[point].value))).collect();
    }
    let word = |point: &usize| match issue.chart.points.get(*point).map(|point| point.cause)? {
        Cause::Common => None,
        cause => Some(if cause.direction() == Some(Direction::High) { "high" } else { "low" }),
    };
    newest.filter_map(|point| word(&point).map(|word| format!("{} {word}", points.months[point]))).collect()
}

const COLUMNS: &[(&str, Kind)] = &[
    ("segment", Kind::Text),
    ("signal", Kind::Text),
    ("newest_count", Kind::Count),
    ("baseline_count", Kind::Count),
    ("baseline_month_count", Kind::Count),
    ("expected_count", Kind::Number),
    ("baseline_until_month", Kind::Text),
    ("ratio", Kind::Number),
    ("ratio_low", Kind::Number),
    ("ratio_high", Kind::Number),
    ("q_value", Kind::Number),
    ("dispersion", Kind::Number),
    ("year_ago_count", Kind::Count),
    ("since_month", Kind::Text),
    ("since_earliest_month", Kind::Text),
    ("since_latest_month", Kind::Text),
    ("smallest_rise", Kind::Number),
    ("recoded_from_month", Kind::Text),
    ("rate_unit", Kind::Text),
    ("rate_per_1000", Kind::Number),
    ("rate_per_1000_low", Kind::Number),
    ("rate_per_1000_high", Kind::Number),
    ("usual_rate_per_1000", Kind::Number),
    ("months_standing_out", Kind::Text),
    ("is_hidden", Kind::Flag),
];

/// The values of an issue in the order of [`COLUMNS`], for the public no more exact than they are written; what is not known, or
/// hidden, is null.
fn values(trends: &Trends, issue: &Issue, hidden: Hidden, asked: &Asked<'_>) -> Vec<Value> {
    let unless = |is_hidden: bool, value: Value| if is_hidden { Value::Null } else { value };
    let any = hidden.tells_nothing();
    let told = |value: Option<f64>, parts: f64| json!(value.map(|value| asked.audience.told_in(value, parts)));
    let month = |month: Option<crate::time::Period>| json!(month.map(|month| month.to_string()));
    vec![
        json!(issue.segment),
        unless(any, json!(issue.signal.word())),
        unless(hidden.newest, json!(issue.newest)),
        unless(hidden.baseline, json!(issue.baseline)),
        json!(issue.baseline_months),
        unless(hidden.baseline, told(issue.expected, NUMBER_PARTS)),
        unless(any, month(issue.usual_until)),
        unless(any, told(issue.ratio, RATIO_PARTS)),
        unless(any, told(issue.interval.map(|interval| interval.lower), RATIO_PARTS)),
        unless(any, told(issue.interval.and_then(|interval| interval.upper), RATIO_PARTS)),
        unless(hidden.q, json!(issue.q_value.map(|q| asked.audience.told(q)))),
        unless(any, told(Some(issue.dispersion), NUMBER_PARTS)),
        unless(hidden.year_ago, json!(issue.last_year.map(|last| last.cases))),
        unless(any, month(issue.since)),
        unless(any, month(issue.since_range.map(|range| range.0))),
        unless(any, month(issue.since_range.map(|range| range.1))),
        unless(any, told(issue.smallest_rise, RATIO_PARTS)),
        month(issue.recoded_from),
        json!(asked.denominators.map(|denominators| denominators.unit.name())),
        unless(hidden.newest, told(issue.rates.map(|rates| rates.newest), NUMBER_PARTS)),
        unless(hidden.newest, told(issue.rates.map(|rates| rates.newest_interval.0), NUMBER_PARTS)),
        unless(hidden.newest, told(issue.rates.map(|rates| rates.newest_interval.1), NUMBER_PARTS)),
        unless(hidden.baseline, told(issue.rates.and_then(|rates| rates.usual), NUMBER_PARTS)),
        unless(any, json!(standing_out(trends, issue).join(" "))),
        json!(any || hidden.year_ago),
    ]
}

/// What was compared with what, and how far the list can be trusted.
fn tell(listing: &mut Listing, trends: &Trends, asked: &Asked<'_>, hidden: &Hiding) {
    // What has no denominator is a difference of two totals: the public is told neither of them.
    if hidden.newest.shows_total() && (trends.uncounted == 0 || asked.audience == Audience::Internal) {
        listing.note(total(trends, asked, hidden.baseline.shows_total()));
    }
    if trends.unnamed > 0 && asked.audience == Audience::Internal {
        listing.note(format!("{} of them name none and are in no row.", format::count(trends.unnamed)));
    }
    partial(listing, trends);
    silent(listing, trends, asked);
    guards(listing, trends);
    if !trends.has_history() {
        listing.note("note: too few complete months before the quarter to compare with.");
        return;
    }
    listing.note(format!("{} tested together against {} complete months before.", trends.tested, trends.baseline_months.len()));
    if trends.is_early() {
        listing.note("note: that is less than a year, so every finding is early, and no season can be told from a rise.");
    }
    if asked.denominators.is_some() {
        listing.note(format!("Rates are for the quarter, per {} {}; ratios compare rates.", format::count(PER as u64), unit(asked)));
    }
    let listed = trends.listed().count();
    // How many are listed tells how a hidden one reads.
    if listed > 0 && !hidden.hides_a_reading() {
        let false_leads = trends.expected_false_leads();
        let words = if false_leads < 1.0 { "fewer than one".to_string() } else { format!("up to {}", format::number(false_leads)) };
        listing.note(format!("Of the {listed} listed, on average {words} is noise."));
    }
}

fn unit(asked: &Asked<'_>) -> &'static str {
    asked.denominators.map_or("", |denominators| denominators.unit.name())
}

/// The name of the column of what is compared: the quarter, or its complete months.
fn newest_head(trends: &Trends, asked: &Asked<'_>) -> String {
    if trends.is_partial() { format!("{}, complete months", asked.period) } else { asked.period.to_string() }
}

fn total(trends: &Trends, asked: &Asked<'_>, shows_usual: bool) -> String {
    let total = &trends.total;
    let expected = total.expected.filter(|_| shows_usual);
    let usual = expected.map_or_else(String::new, |expected| format!(", where {} would have been usual", format::number(expected)));
    let of = asked.under.map_or_else(String::new, |path| format!(" of {path} itself"));
    let for_want = format!("not compared, for want of a denominator{of} in each month");
    let words = match total.signal {
        Signal::New | Signal::Rising | Signal::Falling => "more than chance explains",
        Signal::Seasonal => "much as a year ago",
        Signal::Slight => "more than chance explains, but too little to matter",
        Signal::NoHistory if trends.has_history() => for_want.as_str(),
        Signal::NoHistory | Signal::TooFew => "nothing to compare with",
        Signal::Noise | Signal::MayBeRising | Signal::MayBeFalling | Signal::Recoded => "the difference may be chance",
    };
    let noun = asked.focus.noun(total.newest);
    let when = if trends.is_partial() { format!("the complete months of {}", asked.period) } else { asked.period.to_string() };
    if trends.uncounted == 0 {
        return format!("{} {noun} in {when}{usual}: {words}.", format::count(total.newest));
    }
    format!(
        "{} {noun} with a denominator in {when}{usual}: {words}. {} further without one are in no comparison.",
        format::count(total.newest),
        format::count(trends.uncounted)
    )
}

/// Which months of the quarter alone are counted, where not all of them are.
pub fn partial(listing: &mut Listing, trends: &Trends) {
    if !trends.is_partial() {
        return;
    }
    let months: Vec<String> = trends.newest_months.iter().map(|month| trends.coverage.months[*month].to_string()).collect();
    listing.note(match months.as_slice() {
        [] => "note: no month of the quarter is complete and covered, so none of its cases are counted.".to_string(),
        [month] => format!("note: of the quarter's months only {month} is complete and covered; the others are left out."),
        [first, last, ..] => {
            format!("note: of the quarter's months only {first} and {last} are complete and covered; the other is left out.")
        }
    });
}

/// Which sources are in no comparison because they fell silent, and which months because a source was silent in them.
pub fn silent(listing: &mut Listing, trends: &Trends, asked: &Asked<'_>) {
    for silent in &trends.coverage.silent {
        let source = &silent.source;
        listing.note(match &silent.hole {
            None => format!(
                "note: the source {source} tells of no case after {}, so its cases are in none of these numbers: what is missing is no fall. Import what is newer; where another source took its place, the two cannot be compared.",
                silent.last.local_date(asked.zone)
            ),
            Some(Hole { from, until, .. }) => format!(
                "note: the source {source} tells of nothing received from {from} to {until}, and of cases before and after, so its cases are in none of these numbers: what is missing is no fall. If these days are missing from the export, import them.",
            ),
        });
    }
    for begun in &trends.coverage.begun {
        let (source, day) = (&begun.source, begun.first.local_date(asked.zone));
        listing.note(if begun.matters {
            format!("note: the source {source} tells of cases from {day} on, and of so many that the months before are in no comparison. If it has older cases, import them.")
        } else {
            format!("note: the source {source} tells of cases from {day} on, so its cases are in none of these numbers: what came to it before is not known, and what it adds is no rise. If it has older cases, import them.")
        });
    }
    for hole in &trends.coverage.holes {
        listing.note(format!(
            "note: the source {} tells of nothing received from {} to {}, and of cases before and after. Whether nothing came or it is missing from the data they do not tell, so the months that this takes much of are in no comparison.",
            hole.source, hole.from, hole.until
        ));
    }
}

/// What may be wrong with the newest months, before any statistic.
fn guards(listing: &mut Listing, trends: &Trends) {
    let guards = &trends.guards;
    if let (Some(days), false) = (guards.late_days, guards.provisional.is_empty()) {
        let months: Vec<String> = guards.provisional.iter().map(|month| trends.coverage.months[*month].to_string()).collect();
        listing.note(format!(
            "note: provisional: {} may still grow. One case in twenty is registered more than {} days after its receipt; a fall may be no fall.",
            months.join(", "),
            format::number(days)
        ));
    }
    for month in &guards.recoded {
        listing.note(format!(
            "note: in {month} some categories end and others begin with about as many cases. They were cut anew: that is no change, and what began is held against its own months since."
        ));
    }
    for busy in &guards.busy {
        listing.note(format!(
            "note: on {} the source {} brought {} cases, where {} a day are usual: an import of a backlog, or one event.",
            busy.day,
            busy.source,
            format::count(busy.cases),
            format::number(busy.usual)
        ));
    }
}
