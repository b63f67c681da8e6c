//! What the cases were about, and which issues rise, fall, are new or only seasonal.

use super::head::{issue_sentence, rising};
use super::volumes::{flags, has_limits, limit_lines};
use super::{about, anchor, by_quarter, compared, dash, issue_id, months_before, numbered, ratio_of, tells, unit};
use crate::analysis::causes::Cause;
use crate::analysis::denominators::Unit;
use crate::analysis::trend::{Issue, Signal};
use crate::error::Result;
use crate::report::chart::{control, pareto};
use crate::report::facts::Facts;
use crate::report::format::FEW;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::texts::{Texts, say};
use crate::report::view::{Block, Cell, Figure, Section, Table};

/// The table of issues is no longer than this, but for what stands out; what is left does not.
const MOST_ISSUES: usize = 20;

/// A cause is called the largest where that is so sure.
const SURE: f64 = 0.95;

/// At most so many small charts.
const MOST_CHARTS: usize = 6;

/// Writes the section.
pub fn section(data: &Quarterly, facts: &mut Facts) -> Result<Section> {
    let texts = facts.texts();
    let mut section = numbered(anchor::CAUSES, say!(texts, "causes.topic").plain(), headline(data, facts));
    if data.causes.categories == 0 {
        let (noun, nouns) = (data.noun(1), data.noun(2));
        section.blocks.push(Block::Text(if data.causes.total == 0 {
            say!(texts, "causes.none_received", noun = noun, nouns = nouns)
        } else {
            say!(texts, "causes.no_category", noun = noun, nouns = nouns)
        }));
        return Ok(section);
    }
    section.blocks.push(Block::Text(concentration(data, facts)));
    section.blocks.push(Block::Figure(causes(data, facts)?));
    section.blocks.push(Block::Heading(say!(texts, "causes.changes_heading")));
    let listed: Vec<&Issue> = data.trends.listed().collect();
    if !data.trends.has_history() {
        section.blocks.push(Block::Text(say!(texts, "causes.no_history")));
        return Ok(section);
    }
    section.blocks.push(Block::Text(basis(data, facts, listed.len())));
    if !listed.is_empty() {
        section.blocks.push(Block::List(listed.iter().map(|issue| issue_sentence(data, facts, issue)).collect()));
    }
    section.blocks.push(Block::Table(issues(data, facts)));
    pasts(data, facts);
    let charts = charts(data, facts)?;
    if !charts.is_empty() {
        section.blocks.push(Block::Note(say!(texts, "causes.charts_how")));
        section.blocks.push(Block::Multiples(charts));
    }
    Ok(section)
}

fn headline(data: &Quarterly, facts: &mut Facts) -> Line {
    let (noun, nouns, texts) = (data.noun(1), data.noun(2), facts.texts());
    if let Some(issue) = rising(data).first() {
        let (noun, nouns) = (compared(data, 1), compared(data, 2));
        let name = issue.segment.as_deref().unwrap_or_default();
        let id = issue_id(data, facts, issue);
        let newest = facts.count(&format!("{id}.newest_count"), issue.newest, "cases", &data.trends.origin);
        let ratio = ratio_of(data, facts, issue);
        return if ratio.is_empty() {
            say!(texts, "causes.is_new", issue.newest; name = name, n = newest, noun = noun, nouns = nouns)
        } else {
            say!(texts, "causes.rose", issue.newest; name = name, n = newest, noun = noun, nouns = nouns, ratio = ratio)
        };
    }
    let Some(first) = data.causes.bars.first().filter(|bar| matches!(bar.label, Cause::Category(_))) else {
        return say!(texts, "causes.none_named");
    };
    let (n, name) = (cause_count(data, facts, &first.label, first.count), name(data, facts, &first.label));
    let unnamed: u64 = data.causes.bars.iter().filter(|bar| bar.label == Cause::None).map(|bar| bar.count).sum();
    let said = if unnamed * 2 > data.causes.total {
        say!(texts, "causes.mostly_unnamed", name = name, n = n, nouns = nouns)
    } else if data.causes.first_is_first.is_some_and(|certainty| certainty < SURE) {
        say!(texts, "causes.largest_unsure", first.count; name = name, n = n, noun = noun, nouns = nouns)
    } else {
        say!(texts, "causes.largest", first.count; name = name, n = n, noun = noun, nouns = nouns)
    };
    if data.trends.tested == 0 { said } else { say!(texts, "causes.none_rises", said = said) }
}

fn name(data: &Quarterly, facts: &mut Facts, cause: &Cause) -> Line {
    let texts = facts.texts();
    match cause {
        Cause::Category(name) => name.as_str().into(),
        Cause::Others(count) => {
            let id = format!("{}.category_count", cause_id(data, facts, cause));
            say!(texts, "causes.others", *count as u64; n = facts.count(&id, *count as u64, "categories", &data.segments.origin))
        }
        Cause::None => say!(texts, "causes.uncategorised"),
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
    let (causes, texts) = (&data.causes, facts.texts());
    let origin = &data.segments.origin;
    let id = format!("cause.{}", data.id());
    let count = causes.categories as u64;
    let categories = facts.count(&format!("{id}.category_count"), count, "categories", origin);
    let total = facts.count(&format!("{id}.total_count"), causes.total, "cases", origin);
    let categories = say!(texts, "causes.categories", count; n = categories);
    let spread = say!(texts, "causes.spread", causes.total; n = total, noun = data.noun(1), nouns = data.noun(2), categories = categories);
    if causes.total < FEW {
        return say!(texts, "causes.spread_few", spread = spread);
    }
    let mut text = if causes.vital_few == 0 {
        say!(texts, "causes.not_vital", spread = spread)
    } else {
        let few = facts.count(&format!("{id}.vital_few_count"), causes.vital_few as u64, "categories", origin);
        if causes.vital_few * 2 <= causes.categories {
            say!(texts, "causes.vital", spread = spread, few = few)
        } else {
            say!(texts, "causes.even", spread = spread, few = few)
        }
    };
    if let Some(certainty) = causes.first_is_first {
        let certainty = facts.percent(&format!("{id}.first_is_first"), certainty, origin);
        text.push(line![" ", say!(texts, "causes.first_is_first", share = certainty)]);
    }
    text
}

fn causes(data: &Quarterly, facts: &mut Facts) -> Result<Figure> {
    let (causes, texts) = (&data.causes, facts.texts());
    let origin = &data.segments.origin;
    let rising: Vec<&str> = data
        .trends
        .issues
        .iter()
        .filter(|issue| matches!(issue.signal, Signal::New | Signal::Rising))
        .filter_map(|issue| issue.segment.as_deref())
        .collect();
    let caption = say!(texts, "causes.pareto_caption", nouns = data.noun(2));
    let heads = [
        (say!(texts, "causes.head_cause"), false),
        (say!(texts, "causes.head_cases"), true),
        (say!(texts, "causes.head_share"), true),
        (say!(texts, "causes.head_so_far"), true),
    ];
    let mut table = Table::new(caption.clone(), &heads);
    let mut bars = Vec::new();
    let has_shares = causes.total >= FEW;
    for bar in &causes.bars {
        let id = cause_id(data, facts, &bar.label);
        let count = cause_count(data, facts, &bar.label, bar.count);
        let mut share = |name: &str, value: f64| -> Line {
            if has_shares { facts.share(&format!("{id}.{name}"), value, causes.total, None, origin).value.into() } else { dash() }
        };
        let (part, so_far) = (share("share", bar.share), share("cumulative_share", bar.cumulative_share));
        let label = name(data, facts, &bar.label);
        table.push(vec![(&label).into(), (&count).into(), (&part).into(), (&so_far).into()]);
        bars.push(pareto::Bar {
            is_rising: matches!(&bar.label, Cause::Category(name) if rising.contains(&name.as_str())),
            is_rest: !matches!(bar.label, Cause::Category(_)),
            label: label.plain(),
            cases: bar.count,
            value: if has_shares { line![&count, " (", &part, ")"] } else { count },
            cumulative: so_far,
        });
    }
    table.push_total(vec![
        say!(texts, "causes.all").into(),
        facts.count(&format!("cause.{}.total_count", data.id()), causes.total, "cases", origin).into(),
        line![].into(),
        line![].into(),
    ]);
    let about = about(facts.locale(), "chart-causes".into(), &caption, say!(texts, "causes.pareto_description").plain());
    let svg = pareto::draw(&bars, &about)?;
    let how = if rising.is_empty() {
        say!(texts, "causes.pareto_how", nouns = data.noun(2))
    } else {
        say!(texts, "causes.pareto_how_rising", nouns = data.noun(2))
    };
    Ok(Figure { caption, svg, how, data: table })
}

/// How the comparison was made, and how many of the findings may be false.
fn basis(data: &Quarterly, facts: &mut Facts, listed: usize) -> Line {
    let (trends, texts) = (&data.trends, facts.texts());
    let id = format!("trend.category.{}", data.id());
    if trends.tested == 0 {
        return say!(texts, "causes.none_tested");
    }
    let tested = facts.count(&format!("{id}.tested_count"), trends.tested as u64, "categories", &trends.origin);
    let months = facts.count(&format!("{id}.baseline_month_count"), trends.baseline_months.len() as u64, "months", &trends.origin);
    let mut text = say!(texts, "causes.basis", trends.tested as u64; tested = tested, months = months);
    if trends.is_partial() {
        text.push(line![" ", say!(texts, "causes.basis_partial")]);
    }
    if let Some((name, unit)) = trends.unit.map(Unit::name).zip(unit(data, texts)) {
        let unit = facts.word(&format!("{id}.rate_unit"), name, &unit, &trends.origin);
        text.push(line![" ", say!(texts, "causes.basis_rates", unit = unit)]);
    }
    text.push(" ");
    if listed == 0 {
        return text.then(say!(texts, "causes.none_changed"));
    }
    let count = facts.count(&format!("{id}.listed_count"), listed as u64, "categories", &trends.origin);
    let false_leads = trends.expected_false_leads();
    if false_leads < 1.0 {
        return text.then(say!(texts, "causes.listed_few_false", listed as u64; n = count));
    }
    let number = facts.number(&format!("{id}.expected_false_leads"), false_leads, "categories", &trends.origin);
    text.then(say!(texts, "causes.listed_some_false", listed as u64; n = count, false_leads = number))
}

fn issues(data: &Quarterly, facts: &mut Facts) -> Table {
    let texts = facts.texts();
    let heads = [
        (say!(texts, "causes.head_category"), false),
        (if data.trends.is_partial() { say!(texts, "section.complete_months", quarter = data.id()) } else { data.id().into() }, true),
        (say!(texts, "causes.head_usual"), true),
        (say!(texts, "causes.head_ratio"), true),
        (say!(texts, "causes.head_year_ago"), true),
        (say!(texts, "causes.head_says"), false),
    ];
    let mut table = Table::new(say!(texts, "causes.issues_caption"), &heads);
    let origin = &data.trends.origin;
    let last_listed = data.trends.issues.iter().rposition(|issue| issue.signal.is_listed());
    let shown = last_listed.map_or(MOST_ISSUES, |last| MOST_ISSUES.max(last + 1));
    for issue in data.trends.issues.iter().take(shown) {
        let id = issue_id(data, facts, issue);
        let expected: Line =
            issue.expected.map_or_else(dash, |expected| facts.number(&format!("{id}.expected_count"), expected, "cases", origin).into());
        let until = issue
            .usual_until
            .map(|until| say!(texts, "causes.up_to", month = facts.month(&format!("{id}.usual_until_month"), until, origin)));
        let ratio = issue
            .ratio
            .filter(|_| issue.signal != Signal::TooFew && tells(issue.interval))
            .map(|ratio| facts.ratio(&format!("{id}.ratio"), ratio, super::ends(issue.interval), origin));
        let year_ago =
            issue.last_year.map_or_else(dash, |last| facts.count(&format!("{id}.year_ago_count"), last.cases, "cases", origin).into());
        let (rate, usual_rate) = rates(data, facts, issue);
        let (value, interval) = ratio.map_or_else(|| (dash(), line![]), |ratio| (line![&ratio.value], ratio.interval()));
        table.push(vec![
            issue.segment.as_deref().unwrap_or("").into(),
            Cell::from(facts.count(&format!("{id}.newest_count"), issue.newest, "cases", origin)).with_small(rate),
            Cell::from(expected).with_small(line![usual_rate, until]),
            Cell::from(value).with_small(interval),
            year_ago.into(),
            says(data, facts, issue).into(),
        ]);
    }
    let rest = data.trends.issues.len().saturating_sub(shown);
    if rest > 0 {
        let cases: u64 = data.trends.issues.iter().skip(shown).map(|issue| issue.newest).sum();
        let id = format!("trend.category.{}.rest", data.id());
        table.push(vec![
            say!(texts, "causes.more", n = facts.count(&format!("{id}.category_count"), rest as u64, "categories", origin)).into(),
            facts.count(&format!("{id}.newest_count"), cases, "cases", origin).into(),
            dash().into(),
            dash().into(),
            dash().into(),
            say!(texts, "causes.none_of_rest").into(),
        ]);
    }
    table
}

/// What each issue brought before is not stated, and what is usual tells it: less its days it is the same number.
fn pasts(data: &Quarterly, facts: &mut Facts) {
    const TOLD_BY: [&str; 8] =
        ["expected_count", "ratio", "smallest_rise", "usual_rate_per_1000", "since_month", "mean", "upper_limit", "lower_limit"];
    for issue in &data.trends.issues {
        let id = issue_id(data, facts, issue);
        facts.rest_on(format!("trend.all.{}", data.id()), issue.baseline, TOLD_BY.map(|name| format!("{id}.{name}")));
    }
}

/// The rate of an issue with its interval, and the usual one; nothing where cases are counted over days.
fn rates(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> (Line, Line) {
    let (texts, origin) = (facts.texts(), &data.trends.origin);
    let Some(((rates, unit), name)) = issue.rates.zip(unit(data, texts)).zip(data.trends.unit.map(Unit::rate)) else {
        return (line![], line![]);
    };
    let id = issue_id(data, facts, issue);
    let mut number = |part: &str, value: f64| facts.number(&format!("{id}.{part}"), value, name, origin);
    let (low, high) = rates.newest_interval;
    let (rate, low, high) = (number("rate_per_1000", rates.newest), number("rate_per_1000.low", low), number("rate_per_1000.high", high));
    let usual = rates.usual.map(|usual| number("usual_rate_per_1000", usual));
    let rate = say!(texts, "causes.rate", rate = rate, low = low, high = high, unit = unit);
    (rate, usual.map_or_else(|| line![], |usual| line![say!(texts, "causes.usual_rate", rate = usual), " "]))
}

fn says(data: &Quarterly, facts: &mut Facts, issue: &Issue) -> Line {
    let texts = facts.texts();
    let id = issue_id(data, facts, issue);
    let text = match issue.signal {
        Signal::New if issue.usual_until.is_some() => say!(texts, "causes.new_since"),
        Signal::New => say!(texts, "causes.new"),
        Signal::Rising => say!(texts, "causes.rising"),
        Signal::Seasonal => say!(texts, "causes.seasonal"),
        Signal::Falling => say!(texts, "causes.falling"),
        Signal::Slight => say!(texts, "causes.slight"),
        Signal::MayBeRising => say!(texts, "causes.may_be_rising"),
        Signal::MayBeFalling => say!(texts, "causes.may_be_falling"),
        Signal::Noise => say!(texts, "causes.noise"),
        Signal::Recoded => say!(texts, "causes.recoded"),
        Signal::TooFew => say!(texts, "causes.too_few"),
        Signal::NoHistory if issue.is_unexposed => say!(texts, "causes.no_denominator"),
        Signal::NoHistory => say!(texts, "causes.nothing_before"),
    };
    let text = match issue.recoded_from.filter(|_| issue.baseline_months > 0) {
        Some(month) => {
            let month = facts.month(&format!("{id}.recoded_from_month"), month, &data.trends.origin);
            say!(texts, "causes.recoded_since", says = text, month = month)
        }
        None => text,
    };
    if let Some(ratio) = issue.smallest_rise.filter(|_| matches!(issue.signal, Signal::Noise | Signal::TooFew)) {
        let ratio = facts.ratio(&format!("{id}.smallest_rise"), ratio, None, &data.trends.origin).value;
        return say!(texts, "causes.unseen_rise", says = text, ratio = ratio);
    }
    match issue.since.filter(|_| matches!(issue.signal, Signal::Rising | Signal::Falling)) {
        Some(since) => {
            let since = facts.month(&format!("{id}.since_month"), since, &data.trends.origin);
            say!(texts, "causes.since", says = text, month = since)
        }
        None => text,
    }
}

/// The word for a signal, as a chart's title has it.
fn word(texts: &Texts, signal: Signal) -> Line {
    match signal {
        Signal::New => say!(texts, "causes.word_new"),
        Signal::Rising => say!(texts, "causes.word_rising"),
        Signal::MayBeRising => say!(texts, "causes.word_may_be_rising"),
        Signal::Seasonal => say!(texts, "causes.word_seasonal"),
        Signal::Falling => say!(texts, "causes.word_falling"),
        Signal::MayBeFalling => say!(texts, "causes.word_may_be_falling"),
        Signal::Slight => say!(texts, "causes.word_slight"),
        Signal::Noise => say!(texts, "causes.word_noise"),
        Signal::Recoded => say!(texts, "causes.word_recoded"),
        Signal::TooFew => say!(texts, "causes.word_too_few"),
        Signal::NoHistory => say!(texts, "causes.word_no_history"),
    }
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
    let (locale, texts) = (facts.locale(), facts.texts());
    let origin = &data.trends.origin;
    let id = issue_id(data, facts, issue);
    let first = issue.by_month.iter().position(Option::is_some).unwrap_or(0);
    let mut chart = issue.chart.clone();
    chart.points.drain(..first);
    let months = &data.coverage().months[first..];
    let segment = issue.segment.clone().unwrap_or_default();
    let slug = facts.slug("category", &segment);
    let (signal, flags) = (word(texts, issue.signal), flags(texts, &chart));
    let limits = chart.newest_limits().copied().filter(|_| has_limits(&chart));
    let is_trial = limits.is_some() && chart.has_trial_limits();
    let flags = if is_trial { say!(texts, "causes.small_trial", said = flags) } else { flags };
    let caption = say!(texts, "causes.small_caption", name = segment.as_str(), signal = signal, flags = flags);
    let table = by_quarter(texts, caption.clone(), months, |place| {
        let id = format!("trend.category.{slug}.{}.case_count", months[place]);
        let count = chart.points[place].value.map(|value| facts.count(&id, value as u64, "cases", origin));
        count.map_or_else(dash, Line::from).into()
    });
    let lines = limits.map(|limits| {
        let mut number = |name: &str, value: f64| facts.number(&format!("{id}.{name}"), value, "cases a month", origin);
        let numbers = [number("mean", limits.mean), number("upper_limit", limits.upper), number("lower_limit", limits.lower_for_counts())];
        limit_lines(texts, numbers)
    });
    let view = control::View {
        chart: &chart,
        labels: months.iter().map(|month| locale.month(*month)).collect(),
        months_before: months_before(months),
        unit: segment.clone(),
        newest: None,
        lines,
        greatest: Some(greatest),
        is_small: true,
    };
    let about = about(locale, format!("chart-category-{slug}"), &caption, say!(texts, "causes.small_description").plain());
    Ok(Figure { svg: control::draw(&view, &about)?, caption, how: line![], data: table })
}
