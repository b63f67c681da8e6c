//! What the cases were about, and which issues rise, fall, are new or only seasonal.

use super::head::issue_sentence;
use super::volumes::{flags, has_limits};
use super::{about, anchor, by_quarter, dash, issue_id, months_before, numbered, ratio_of};
use crate::analysis::causes::Cause;
use crate::analysis::trend::{Issue, Signal};
use crate::error::Result;
use crate::report::chart::{control, pareto};
use crate::report::facts::Facts;
use crate::report::format::{self, FEW};
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Block, Cell, Figure, Section, Table};

/// The table of issues is no longer than this; what is left shows no change.
const MOST_ISSUES: usize = 20;

/// At most so many small charts.
const MOST_CHARTS: usize = 6;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let mut section = numbered(anchor::CAUSES, "Causes and recurring issues", headline(data, facts));
    if data.causes.categories == 0 {
        let text = if data.causes.total == 0 {
            format!("No {} was received in the quarter.", data.focus.one)
        } else {
            format!("No {} of the quarter names a category, so causes cannot be shown.", data.focus.one)
        };
        section.blocks.push(Block::Text(text.into()));
        return Ok(section);
    }
    section.blocks.push(Block::Text(concentration(data, facts)));
    section.blocks.push(Block::Figure(causes(data, facts)?));
    section.blocks.push(Block::Heading(line!["What rises and falls"]));
    let listed: Vec<&Issue> = data.trends.listed().collect();
    if data.trends.total.signal == Signal::NoHistory {
        section.blocks.push(Block::Text(line!["There are not enough complete months before this quarter to say what rises or falls."]));
        return Ok(section);
    }
    section.blocks.push(Block::Text(basis(data, facts, listed.len())));
    if !listed.is_empty() {
        section.blocks.push(Block::List(listed.iter().map(|issue| issue_sentence(data, facts, issue)).collect()));
    }
    section.blocks.push(Block::Table(issues(data, facts)));
    let charts = charts(data, facts)?;
    if !charts.is_empty() {
        section.blocks.push(Block::Note(line!["How to read these: months joined by a line, all on one scale; the dashed lines are control limits from the months before the quarter. Diamonds lie beyond a limit, squares belong to a run. Without limits there are too few cases for them."]));
        section.blocks.push(Block::Multiples(charts));
    }
    Ok(section)
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let rising = data.trends.issues.iter().find(|issue| matches!(issue.signal, Signal::New | Signal::Rising));
    if let Some(issue) = rising {
        let name = issue.segment.clone().unwrap_or_default();
        let id = issue_id(data, facts, issue);
        let newest = facts.count(&format!("{id}.newest_count"), issue.newest, "cases", &data.trends.origin);
        let ratio = ratio_of(data, facts, issue);
        return if ratio.is_empty() {
            line![format!("“{name}” is new: "), newest, format!(" {}", data.focus.noun(issue.newest))]
        } else {
            line![format!("“{name}” rose to "), newest, format!(" {} (", data.focus.noun(issue.newest)), ratio, ")"]
        };
    }
    match data.causes.bars.first() {
        Some(first) if matches!(first.label, Cause::Category(_)) => {
            let count = cause_count(data, facts, &first.label, first.count);
            let rise = if data.trends.total.signal == Signal::NoHistory { "" } else { "; none is seen to rise" };
            line![format!("“{}” is the largest cause: ", name(&first.label)), count, format!(" {}{rise}", data.focus.noun(first.count))]
        }
        _ => line!["No cause is named"],
    }
}

fn name(cause: &Cause) -> String {
    match cause {
        Cause::Category(name) => name.clone(),
        Cause::Others(1) => "1 smaller category".into(),
        Cause::Others(count) => format!("{count} smaller categories"),
        Cause::None => "no category given".into(),
    }
}

fn cause_id(data: &Quarterly, facts: &mut Facts, cause: &Cause) -> String {
    let slug = match cause {
        Cause::Category(name) => format!("category.{}", facts.slug("category", name)),
        Cause::Others(_) => "others".into(),
        Cause::None => "none".into(),
    };
    format!("cause.{}.{slug}", data.id())
}

fn cause_count(data: &Quarterly, facts: &mut Facts, cause: &Cause, count: u64) -> Line {
    let id = cause_id(data, facts, cause);
    facts.count(&format!("{id}.case_count"), count, "cases", &data.segments.origin).into()
}

/// Whether few causes make up most of it, and how sure their order is.
fn concentration(data: &Quarterly, facts: &mut Facts) -> Line {
    let causes = &data.causes;
    let origin = &data.segments.origin;
    let id = format!("cause.{}", data.id());
    let categories = facts.count(&format!("{id}.category_count"), causes.categories as u64, "categories", origin);
    let total = facts.count(&format!("{id}.total_count"), causes.total, "cases", origin);
    let mut text = line![
        total,
        format!(" {} in ", data.focus.noun(causes.total)),
        categories,
        if causes.categories == 1 { " category. " } else { " categories. " }
    ];
    if causes.total < FEW {
        return text.then("They are too few for shares.");
    }
    text.push(match causes.vital_few {
        0 => line!["The named causes above do not make up four fifths: the rest, or what names no category, is needed to reach them."],
        few if few * 2 <= causes.categories => {
            let few = facts.count(&format!("{id}.vital_few_count"), few as u64, "categories", origin);
            line!["The largest ", few, " make up four fifths."]
        }
        few => {
            let few = facts.count(&format!("{id}.vital_few_count"), few as u64, "categories", origin);
            line!["They are spread evenly: it takes the largest ", few, " to make up four fifths, so there are no vital few."]
        }
    });
    if let Some(certainty) = causes.first_is_first {
        let certainty = facts.percent(&format!("{id}.first_is_first"), certainty, origin);
        text.push(line![" That the first is truly more frequent than the second is ", certainty, " sure."]);
    }
    text
}

fn causes(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let causes = &data.causes;
    let origin = &data.segments.origin;
    let rising: Vec<&str> = data
        .trends
        .issues
        .iter()
        .filter(|issue| matches!(issue.signal, Signal::New | Signal::Rising))
        .filter_map(|issue| issue.segment.as_deref())
        .collect();
    let caption = line![format!("What the {} were about, largest first", data.focus.many)];
    let mut table = Table::new(caption.clone(), &[("Cause", false), ("Cases", true), ("Share", true), ("So far", true)]);
    let mut bars = Vec::new();
    let has_shares = causes.total >= FEW;
    for bar in &causes.bars {
        let id = cause_id(data, facts, &bar.label);
        let count = cause_count(data, facts, &bar.label, bar.count);
        let mut share = |name: &str, value: f64| -> Line {
            if has_shares { facts.share(&format!("{id}.{name}"), value, causes.total, None, origin).value.into() } else { dash() }
        };
        let (part, so_far) = (share("share", bar.share), share("cumulative_share", bar.cumulative_share));
        let label = name(&bar.label);
        table.push(vec![label.as_str().into(), (&count).into(), (&part).into(), (&so_far).into()]);
        bars.push(pareto::Bar {
            is_rising: rising.contains(&label.as_str()),
            is_rest: !matches!(bar.label, Cause::Category(_)),
            label,
            cases: bar.count,
            value: if has_shares { line![&count, " (", &part, ")"] } else { count },
            cumulative: so_far,
        });
    }
    table.push_total(vec![
        "All".into(),
        facts.count(&format!("cause.{}.total_count", data.id()), causes.total, "cases", origin).into(),
        line![].into(),
        line![].into(),
    ]);
    let about =
        about(facts.locale(), "chart-causes".into(), &caption, "Horizontal bars with their counts; the numbers are in the table below.");
    let svg = pareto::draw(&bars, &about)?;
    let rise = if rising.is_empty() { "" } else { " A cause that rises is in another colour, and named below." };
    let how = line![format!(
        "How to read this: bars from zero with count and share; at the right, the share of all {} made up so far. Outlined bars are no cause of their own.{rise}",
        data.focus.many
    )];
    Ok(Figure { caption, svg, how, data: table })
}

/// How the comparison was made, and how many of the findings may be false.
fn basis(data: &Quarterly, facts: &mut Facts, listed: usize) -> Line {
    let trends = &data.trends;
    let id = format!("trend.category.{}", data.id());
    let tested = facts.count(&format!("{id}.tested_count"), trends.tested as u64, "categories", &trends.origin);
    let months = facts.count(&format!("{id}.baseline_month_count"), trends.baseline_months.len() as u64, "months", &trends.origin);
    let partial = if trends.is_partial() { " Only the complete months of the quarter are compared." } else { "" };
    let mut text = line![
        "Each of ",
        tested,
        format!(" {} was held against its own past of ", if trends.tested == 1 { "category" } else { "categories" }),
        months,
        format!(" complete months.{partial} ")
    ];
    if listed == 0 {
        return text.then(
            "None changed by more than chance explains. That is not the same as no change: the table says which rise would have been seen.",
        );
    }
    let count = facts.count(&format!("{id}.listed_count"), listed as u64, "categories", &trends.origin);
    let false_leads = trends.expected_false_leads();
    let words = if false_leads < 1.0 {
        line!["on average fewer than one of them is noise"]
    } else {
        let number = facts.number(&format!("{id}.expected_false_leads"), false_leads, "categories", &trends.origin);
        line!["on average up to ", number, " of them are noise"]
    };
    text.push(line![count, if listed == 1 { " stands out; " } else { " stand out; " }, words, "."]);
    text
}

fn issues(data: &Quarterly, facts: &mut Facts) -> Table {
    let newest = data.id();
    let heads =
        [("Category", false), (newest.as_str(), true), ("Usual", true), ("Ratio", true), ("A year ago", true), ("What it says", false)];
    let mut table = Table::new("Every category against its own past; the ratio is newest to usual, with its 95\u{a0}% interval", &heads);
    let origin = &data.trends.origin;
    for issue in data.trends.issues.iter().take(MOST_ISSUES) {
        let id = issue_id(data, facts, issue);
        let expected: Line =
            issue.expected.map_or_else(dash, |expected| facts.number(&format!("{id}.expected_count"), expected, "cases", origin).into());
        let until = issue
            .usual_until
            .map(|until| line!["up to ", facts.text(&format!("{id}.usual_until_month"), &format::month(until), Some(origin))]);
        let ratio = issue
            .ratio
            .filter(|_| issue.signal != Signal::TooFew)
            .map(|ratio| facts.ratio(&format!("{id}.ratio"), ratio, super::ends(issue.interval), origin));
        let year_ago =
            issue.last_year.map_or_else(dash, |last| facts.count(&format!("{id}.year_ago_count"), last.cases, "cases", origin).into());
        let (value, interval) = ratio.map_or_else(|| (dash(), line![]), |ratio| (line![&ratio.value], ratio.interval()));
        table.push(vec![
            issue.segment.as_deref().unwrap_or("").into(),
            facts.count(&format!("{id}.newest_count"), issue.newest, "cases", origin).into(),
            Cell::from(expected).with_small(line![until]),
            Cell::from(value).with_small(interval),
            year_ago.into(),
            says(data, facts, issue).into(),
        ]);
    }
    let rest = data.trends.issues.len().saturating_sub(MOST_ISSUES);
    if rest > 0 {
        let cases: u64 = data.trends.issues.iter().skip(MOST_ISSUES).map(|issue| issue.newest).sum();
        let id = format!("trend.category.{}.rest", data.id());
        table.push(vec![
            line![facts.count(&format!("{id}.category_count"), rest as u64, "categories", origin), " more"].into(),
            facts.count(&format!("{id}.newest_count"), cases, "cases", origin).into(),
            dash().into(),
            dash().into(),
            dash().into(),
            "none stands out".into(),
        ]);
    }
    table
}

fn says(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let id = issue_id(data, facts, issue);
    let mut text = line![match issue.signal {
        Signal::New => "new: none before",
        Signal::Rising => "rising: more than chance explains",
        Signal::Seasonal => "seasonal: as a year ago",
        Signal::Falling => "falling: more than chance explains",
        Signal::Slight => "more than chance explains, too little to matter",
        Signal::MayBeRising => "to be watched: may be rising, may be chance",
        Signal::MayBeFalling => "to be watched: may be falling, may be chance",
        Signal::Noise => "may be chance",
        Signal::Recoded => "cut anew: other categories begin where this one ends, or end where it begins",
        Signal::TooFew => "too few to tell",
        Signal::NoHistory => "nothing to compare with",
    }];
    if let Some(ratio) = issue.smallest_rise.filter(|_| matches!(issue.signal, Signal::Noise | Signal::TooFew)) {
        let ratio = facts.ratio(&format!("{id}.smallest_rise"), ratio, None, &data.trends.origin).value;
        text.push(line![" (a rise below ", ratio, " would not have been seen)"]);
    }
    if let Some(since) = issue.since.filter(|_| matches!(issue.signal, Signal::Rising | Signal::Falling)) {
        let since = facts.text(&format!("{id}.since_month"), &format::month(since), Some(&data.trends.origin));
        text.push(line![", since about ", since]);
    }
    text
}

/// The issues that changed, then the largest, on one scale.
fn charts(data: &Quarterly, facts: &mut Facts) -> Result<Vec<Figure>> {
    let trends = &data.trends;
    let known = trends.total.by_month.iter().flatten().count();
    if known < 5 {
        return Ok(Vec::new());
    }
    let chosen: Vec<&Issue> = trends.issues.iter().filter(|issue| issue.newest + issue.baseline >= FEW).take(MOST_CHARTS).collect();
    let highest = |issue: &&Issue| {
        let limit = issue.chart.newest_limits().filter(|_| has_limits(&issue.chart)).map_or(0.0, |limits| limits.upper);
        issue.by_month.iter().flatten().map(|count| *count as f64).fold(limit, f64::max)
    };
    let greatest = chosen.iter().map(highest).fold(0.0, f64::max);
    chosen.iter().map(|issue| small_chart(data, facts, issue, greatest)).collect()
}

fn small_chart(data: &Quarterly, facts: &mut Facts, issue: &Issue, greatest: f64) -> Result<Figure> {
    let origin = &data.trends.origin;
    let id = issue_id(data, facts, issue);
    let first = issue.by_month.iter().position(Option::is_some).unwrap_or(0);
    let mut chart = issue.chart.clone();
    chart.points.drain(..first);
    let months = &data.coverage().months[first..];
    let segment = issue.segment.clone().unwrap_or_default();
    let slug = facts.slug("category", &segment);
    let caption = line![format!("{segment}: {}. ", issue.signal.word()), flags(&chart)];
    let table = by_quarter(facts.texts(), caption.clone(), months, |place| {
        let id = format!("trend.category.{slug}.{}.case_count", months[place]);
        let count = chart.points[place].value.map(|value| facts.count(&id, value as u64, "cases", origin));
        count.map_or_else(dash, Line::from).into()
    });
    let limits = chart.newest_limits().copied().filter(|_| has_limits(&chart));
    let lines = limits.map(|limits| {
        let mut number = |name: &str, value: f64| facts.number(&format!("{id}.{name}"), value, "cases a month", origin);
        [
            line!["mean ", number("mean", limits.mean)],
            line!["upper ", number("upper_limit", limits.upper)],
            line!["lower ", number("lower_limit", limits.lower_for_counts())],
        ]
    });
    let view = control::View {
        chart: &chart,
        labels: months.iter().map(|month| format::month(*month)).collect(),
        months_before: months_before(months),
        unit: segment.clone(),
        newest: None,
        lines,
        greatest: Some(greatest),
        is_small: true,
    };
    let about =
        about(facts.locale(), format!("chart-category-{slug}"), &caption, "Months joined by a line; the numbers are in the table below.");
    Ok(Figure { svg: control::draw(&view, &about)?, caption, how: line![], data: table })
}
