//! How the dates of an unknown column are written, and which rows tell the day from the month.
//!
//! A value such as `03/04/2026` leaves open which number is the day. Rows in which one of them is
//! above twelve decide; where no row does, nobody can know, and the draft says so.

use crate::source::dates::usual;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Digits in a row are a day only in these years: numbers of cases are of eight digits, too.
const BELIEVED_YEARS: std::ops::Range<u32> = 1990..2100;

/// How one value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// A format in which `{1}` and `{2}` stand for day and month in an order that it does not tell.
    pub pattern: String,
    /// The two numbers, where it does not tell.
    pub numbers: Option<(u32, u32)>,
    /// The two digits of the year behind them, if it has no more.
    pub short_year: Option<u32>,
}

/// A row that tells day from month, and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Number of the data row.
    pub row: u64,
    /// The value found there.
    pub value: String,
}

impl Witness {
    /// Where it stands and how it is written, and not what: a value that is no date may be somebody's name.
    pub fn shape(&self) -> String {
        const MOST_LETTERS: usize = 40;
        let shape = |letter: char| match letter {
            _ if letter.is_numeric() => '9',
            _ if letter.is_uppercase() => 'A',
            _ if letter.is_alphabetic() => 'a',
            _ => letter,
        };
        let shown: String = self.value.chars().take(MOST_LETTERS).map(shape).collect();
        let rest = if self.value.chars().count() > MOST_LETTERS { "…" } else { "" };
        format!("the one of row {}, which is written like \"{}{rest}\"", self.row, shown.escape_debug())
    }
}

/// What the values of a column tell of one pattern.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// How many values are written so.
    pub count: u64,
    /// The first one.
    pub example: String,
    /// The first row whose first number can only be a day.
    pub day_first: Option<Witness>,
    /// The first row whose second number can only be a day.
    pub month_first: Option<Witness>,
    /// How many values there are of either kind.
    pub day_first_count: u64,
    /// See above.
    pub month_first_count: u64,
    /// Of dates with two digits for the year, the first and the last numbers.
    pub ends: [BTreeSet<u32>; 2],
    /// How many of them cannot have the year first.
    pub year_last_count: u64,
}

/// The patterns of a column.
#[derive(Debug, Clone, Default)]
pub struct Patterns(pub BTreeMap<String, Evidence>);

impl Patterns {
    /// Takes a value into account; `false` where it is no date.
    pub fn add(&mut self, row: u64, value: &str) -> bool {
        let Some(written) = Written::of(value) else { return false };
        let evidence = self.0.entry(written.pattern).or_default();
        evidence.count += 1;
        if evidence.example.is_empty() {
            evidence.example = value.to_string();
        }
        if let (Some((one, two)), Some(year)) = (written.numbers, written.short_year) {
            evidence.ends[0].insert(one);
            evidence.ends[1].insert(year);
            evidence.year_last_count += u64::from(two > 12 || !(1..=31).contains(&year));
        }
        let (first, count) = match written.numbers {
            Some((13.., _)) => (&mut evidence.day_first, &mut evidence.day_first_count),
            Some((_, 13..)) => (&mut evidence.month_first, &mut evidence.month_first_count),
            _ => return true,
        };
        *count += 1;
        first.get_or_insert_with(|| Witness { row, value: value.to_string() });
        true
    }
}

impl Patterns {
    /// Takes a number into account that may stand for an instant; `false` where it cannot.
    pub fn add_count(&mut self, value: &str) -> bool {
        let Some(word) = count_of(value) else { return false };
        let evidence = self.0.entry(word.to_string()).or_default();
        evidence.count += 1;
        if evidence.example.is_empty() {
            evidence.example = value.to_string();
        }
        true
    }
}

/// The word for seconds or milliseconds since 1970, where a number can be such: of the years 2000 to 2099.
fn count_of(value: &str) -> Option<&'static str> {
    const YEARS: std::ops::Range<u64> = 946_684_800..4_102_444_800;
    let number: u64 = value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok())??;
    match value.len() {
        9 | 10 if YEARS.contains(&number) => Some("epoch"),
        12 | 13 if YEARS.contains(&(number / 1000)) => Some("epoch-ms"),
        _ => None,
    }
}

impl Written {
    /// How a value is written; `None` where it is no date.
    pub fn of(value: &str) -> Option<Self> {
        let tokens = tokens(value)?;
        let mut at = 0;
        let mut pattern = String::new();
        if let Some(Token::Word(word)) = tokens.first()
            && let Some(format) = name_format(word, &WEEKDAYS, ["%a", "%A"])
        {
            pattern += format;
            at += 1;
            push_gaps(&mut pattern, &tokens, &mut at);
        }
        let (numbers, short_year) = match date(&mut pattern, &tokens, &mut at)? {
            DateOrder::Settled => (None, None),
            DateOrder::Open(one, two, short_year) => (Some((one, two)), short_year),
        };
        if at < tokens.len() {
            push_gaps(&mut pattern, &tokens, &mut at);
            time(&mut pattern, &tokens, &mut at)?;
        }
        offset(&tokens, &mut at);
        (at == tokens.len()).then(|| Self { pattern: named(pattern), numbers, short_year })
    }
}

/// Whether a date lies on an earlier day than another, whichever of day and month comes first; nothing where either is no date.
pub fn is_before(value: &str, other: &str) -> Option<bool> {
    let days = days(value).into_iter().zip(days(other));
    let both: Vec<_> = days.filter_map(|(day, other)| Some((day?, other?))).collect();
    (!both.is_empty()).then(|| both.iter().all(|(day, other)| day < other))
}

/// The day of a date, read with the day first and with the month first.
fn days(value: &str) -> [Option<NaiveDate>; 2] {
    let Some(Written { pattern, .. }) = Written::of(value) else { return [None, None] };
    let pattern = if pattern == "iso" { "%Y-%m-%d".to_string() } else { pattern };
    let (value, _) = usual(value.trim());
    // The time of day and what stands behind it say nothing of the day.
    let day = |first: &str, second: &str| {
        let format = pattern.replace("{1}", first).replace("{2}", second);
        NaiveDate::parse_and_remainder(&value, &format).ok().map(|parsed| parsed.0)
    };
    [day("%d", "%m"), day("%m", "%d")]
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(u32, usize),
    Word(String),
    Gap(char),
    /// The Spanish word between the parts of a date, which a format repeats.
    Of(String),
    /// The German word behind a time of day, as it is written there: a format repeats it.
    Clock(String),
}

/// Numbers, words and what stands between them, as an import reads them; `None` where the text is too long for a date.
fn tokens(value: &str) -> Option<Vec<Token>> {
    let value = value.trim();
    if value.len() > 40 || !value.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (value, _) = usual(value);
    let mut tokens = Vec::new();
    let mut letters = value.chars().peekable();
    while let Some(&letter) = letters.peek() {
        let mut run = String::new();
        let is_of_run = |next: &char| if letter.is_ascii_digit() { next.is_ascii_digit() } else { next.is_alphabetic() };
        if letter.is_ascii_digit() || letter.is_alphabetic() {
            while let Some(next) = letters.next_if(is_of_run) {
                run.push(next);
            }
        }
        tokens.push(match letter {
            '0'..='9' => Token::Number(run.parse().ok()?, run.len()),
            _ if run.eq_ignore_ascii_case("uhr") => Token::Clock(run),
            _ if run == "de" || run == "del" => Token::Of(run),
            _ if letter.is_alphabetic() => Token::Word(run.to_lowercase()),
            _ => {
                letters.next();
                Token::Gap(letter)
            }
        });
    }
    Some(tokens)
}

fn push_gaps(pattern: &mut String, tokens: &[Token], at: &mut usize) {
    while let Some(Token::Gap(gap)) = tokens.get(*at) {
        pattern.push(*gap);
        *at += 1;
    }
    if tokens.get(*at) == Some(&Token::Word("t".into())) {
        pattern.push('T');
        *at += 1;
    }
}

/// The order of the numbers of a date.
enum DateOrder {
    /// The form tells it.
    Settled,
    /// Either of these two may be the day; behind them a year, here if it has two digits.
    Open(u32, u32, Option<u32>),
}

/// The date itself.
fn date(pattern: &mut String, tokens: &[Token], at: &mut usize) -> Option<DateOrder> {
    if let Some(Token::Number(digits, 8)) = tokens.get(*at) {
        let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
        let is_day = BELIEVED_YEARS.contains(&year) && NaiveDate::from_ymd_opt(year as i32, month, day).is_some();
        is_day.then_some(())?;
        *at += 1;
        pattern.push_str("%Y%m%d");
        return Some(DateOrder::Settled);
    }
    let mut parts = Vec::new();
    let mut gaps = Vec::new();
    for place in 0..3 {
        parts.push(tokens.get(*at)?.clone());
        *at += 1;
        if place < 2 {
            let mut gap = String::new();
            push_gaps(&mut gap, tokens, at);
            if let Some(Token::Of(word)) = tokens.get(*at) {
                gap.push_str(word);
                *at += 1;
                push_gaps(&mut gap, tokens, at);
            }
            gaps.push(gap);
        }
    }
    let is_gap = |gap: &String| matches!(gap.as_str(), "/" | "-" | "." | " " | ", " | ". " | " de " | " del ");
    let month = |token: &Token| if let Token::Word(word) = token { name_format(word, &MONTHS, ["%b", "%B"]) } else { None };
    let year = |token: &Token| match token {
        Token::Number(1900..=2199, 4) => Some("%Y"),
        Token::Number(_, 2) => Some("%y"),
        _ => None,
    };
    let small = |token: &Token, most: u32| matches!(token, Token::Number(number, 1..=2) if (1..=most).contains(number));
    if !gaps.iter().all(is_gap) {
        return None;
    }
    let (first, second, third) = (&parts[0], &parts[1], &parts[2]);
    let mut put = |formats: [&str; 3]| {
        pattern.push_str(&format!("{}{}{}{}{}", formats[0], gaps[0], formats[1], gaps[1], formats[2]));
    };
    if let (Some("%Y"), true, true) = (year(first), small(second, 12), small(third, 31)) {
        put(["%Y", "%m", "%d"]);
        return Some(DateOrder::Settled);
    }
    if let (true, Some(month), Some(year)) = (small(first, 31), month(second), year(third)) {
        put(["%d", month, year]);
        return Some(DateOrder::Settled);
    }
    if let (Some(month), true, Some(year)) = (month(first), small(second, 31), year(third)) {
        put([month, "%d", year]);
        return Some(DateOrder::Settled);
    }
    let (Token::Number(one, _), Token::Number(two, _)) = (first, second) else { return None };
    let is_open = small(first, 31) && small(second, 31) && (*one <= 12 || *two <= 12);
    let year = year(third).filter(|_| is_open)?;
    put(["{1}", "{2}", year]);
    let short_year = if let Token::Number(year, 2) = third { Some(*year) } else { None };
    Some(DateOrder::Open(*one, *two, short_year))
}

fn time(pattern: &mut String, tokens: &[Token], at: &mut usize) -> Option<()> {
    let has_half = tokens[*at..].iter().any(|token| matches!(token, Token::Word(word) if word == "am" || word == "pm"));
    let Token::Number(hour, 1..=2) = tokens.get(*at)? else { return None };
    (*hour < 24).then(|| pattern.push_str(if has_half { "%I" } else { "%H" }))?;
    *at += 1;
    // `10h30`, as the French write it.
    if let (Some(Token::Word(word)), Some(Token::Number(0..60, 2))) = (tokens.get(*at), tokens.get(*at + 1))
        && word == "h"
    {
        pattern.push_str("h%M");
        *at += 2;
        return Some(());
    }
    // `11.00 Uhr`; without the word it may be any number.
    if let (Some(Token::Gap('.')), Some(Token::Number(0..60, 2)), Some(Token::Gap(' ')), Some(Token::Clock(word))) =
        (tokens.get(*at), tokens.get(*at + 1), tokens.get(*at + 2), tokens.get(*at + 3))
    {
        pattern.push_str(&format!(".%M {word}"));
        *at += 4;
        return Some(());
    }
    for format in [":%M", ":%S"] {
        let (Some(Token::Gap(':')), Some(Token::Number(0..=60, 2))) = (tokens.get(*at), tokens.get(*at + 1)) else {
            if format == ":%M" {
                return None;
            }
            break;
        };
        pattern.push_str(format);
        *at += 2;
    }
    if let (Some(Token::Gap('.')), Some(Token::Number(..))) = (tokens.get(*at), tokens.get(*at + 1)) {
        pattern.push_str("%.f");
        *at += 2;
    }
    if has_half {
        push_gaps(pattern, tokens, at);
        pattern.push_str("%p");
        *at += 1;
    }
    if let (Some(Token::Gap(' ')), Some(Token::Clock(word))) = (tokens.get(*at), tokens.get(*at + 1)) {
        pattern.push(' ');
        pattern.push_str(word);
        *at += 2;
    }
    Some(())
}

/// `Z`, `UTC` or an offset behind a time needs no mention in a format.
fn offset(tokens: &[Token], at: &mut usize) {
    let rest = &tokens[*at..];
    let rest = if rest.first() == Some(&Token::Gap(' ')) { &rest[1..] } else { rest };
    let is_offset = match rest {
        [Token::Word(word)] => matches!(word.as_str(), "z" | "utc" | "gmt"),
        [Token::Gap('+' | '-'), Token::Number(_, 2 | 4)]
        | [Token::Gap('+' | '-'), Token::Number(_, 2), Token::Gap(':'), Token::Number(_, 2)] => true,
        _ => false,
    };
    if is_offset {
        *at = tokens.len();
    }
}

fn name_format(word: &str, names: &[&str], formats: [&'static str; 2]) -> Option<&'static str> {
    let is_name = names.iter().any(|name| *name == word || word.len() == 3 && name.starts_with(word));
    is_name.then_some(formats[usize::from(word.len() > 3)])
}

/// The forms of ISO 8601 have a word of their own.
fn named(pattern: String) -> String {
    let is_iso = matches!(
        pattern.trim_end_matches("%.f"),
        "%Y-%m-%d" | "%Y-%m-%d %H:%M" | "%Y-%m-%d %H:%M:%S" | "%Y-%m-%dT%H:%M" | "%Y-%m-%dT%H:%M:%S"
    );
    if is_iso { "iso".into() } else { pattern }
}

/// Whether a value is a time of day alone, and how it is written.
pub fn time_alone(value: &str) -> Option<String> {
    let tokens = tokens(value)?;
    let (mut pattern, mut at) = (String::new(), 0);
    time(&mut pattern, &tokens, &mut at)?;
    (at == tokens.len()).then_some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_into_formats() {
        for (value, pattern, numbers) in [
            ("2026-03-05", "iso", None),
            ("2026-03-05T10:00:00.123Z", "iso", None),
            ("2026-03-05 10:00:00+02:00", "iso", None),
            ("2026/03/05 10:00", "%Y/%m/%d %H:%M", None),
            ("25/Feb/26 10:17 PM", "%d/%b/%y %I:%M %p", None),
            ("5 March 2026", "%d %B %Y", None),
            ("March 5, 2026", "%B %d, %Y", None),
            ("Thu, 5 Mar 2026 10:00:00 +0000", "%a, %d %b %Y %H:%M:%S", None),
            ("03/04/2026", "{1}/{2}/%Y", Some((3, 4))),
            ("29-02-2016 01:16", "{1}-{2}-%Y %H:%M", Some((29, 2))),
            ("6/26/18 12:50:01 PM", "{1}/{2}/%y %I:%M:%S %p", Some((6, 26))),
            ("05.03.2026 9:05", "{1}.{2}.%Y %H:%M", Some((5, 3))),
            ("20260305", "%Y%m%d", None),
            ("13/03/2026 10h05", "{1}/{2}/%Y %Hh%M", Some((13, 3))),
            ("9. Januar 2026", "%d. %B %Y", None),
            ("20. Mai 2026 24:00", "%d. %b %Y %H:%M", None),
            ("5 de enero de 2026 9:05", "%d de %B de %Y %H:%M", None),
            ("5 de enero del 2026", "%d de %B del %Y", None),
            ("1 févr. 2026", "%d %b. %Y", None),
            ("20. Februar 2026 12:31 Uhr", "%d. %B %Y %H:%M Uhr", None),
            ("5.3.2026 9.05 Uhr", "{1}.{2}.%Y %H.%M Uhr", Some((5, 3))),
            ("05.03.2026 9:05:07 uhr", "{1}.{2}.%Y %H:%M:%S uhr", Some((5, 3))),
            ("05/03/2026 9:05 a.m.", "{1}/{2}/%Y %I:%M %p", Some((5, 3))),
        ] {
            assert_eq!(
                Written::of(value),
                Some(Written { pattern: pattern.into(), numbers, short_year: numbers.filter(|_| pattern.contains("%y")).map(|_| 18) }),
                "{value}"
            );
        }
        for value in [
            "63467890",
            "20261301",
            "20260230",
            "19891231",
            "9. Janitor 2026",
            "",
            "soon",
            "12",
            "INC0000045",
            "32/13/2026",
            "2026-13-05",
            "10:30",
            "1.2.3",
            "(212) 555-0101",
            "3/4",
            "20. Februar 2026 Uhr",
            "03/04/2026 late",
        ] {
            assert_eq!(Written::of(value), None, "{value}");
        }
    }

    #[test]
    fn a_day_lies_before_another_whichever_number_is_the_day() {
        for (value, other, expected) in [
            ("2026-01-05", "2026-01-06", Some(true)),
            // The same day, at another hour, or behind an offset.
            ("2026-01-05T09:00:00Z", "2026-01-05 18:00", Some(false)),
            ("5 de enero de 2026 9:05", "14/01/2026", Some(true)),
            // 28 January before 6 February: 28 is no month.
            ("28/01/2026", "06/02/2026", Some(true)),
            // 5 April before 3 May, but 4 May behind 5 March.
            ("05/04/2026", "03/05/2026", Some(false)),
            ("05/04/2026 9:00 a.m.", "07/05/2026", Some(true)),
            ("soon", "2026-01-06", None),
        ] {
            assert_eq!(is_before(value, other), expected, "{value} {other}");
        }
    }

    #[test]
    fn rows_above_twelve_decide() {
        let mut patterns = Patterns::default();
        for (row, value) in [(1, "03/04/2026"), (2, "13/04/2026"), (3, "14/04/2026")] {
            assert!(patterns.add(row, value));
        }
        assert!(!patterns.add(4, "unknown"));
        let evidence = &patterns.0["{1}/{2}/%Y"];
        assert_eq!((evidence.count, evidence.example.as_str()), (3, "03/04/2026"));
        assert_eq!(evidence.day_first, Some(Witness { row: 2, value: "13/04/2026".into() }));
        assert_eq!(evidence.month_first, None);
    }

    #[test]
    fn numbers_can_be_instants() {
        for (value, word) in
            [("1778490876", Some("epoch")), ("1778490876997", Some("epoch-ms")), ("1010", None), ("101000295613", None), ("20260305", None)]
        {
            assert_eq!(count_of(value), word, "{value}");
        }
    }

    #[test]
    fn a_time_of_day_can_stand_alone() {
        assert_eq!(time_alone("3:53:50 PM").as_deref(), Some("%I:%M:%S %p"));
        assert_eq!(time_alone("09:05").as_deref(), Some("%H:%M"));
        assert_eq!(time_alone("90:05"), None);
        assert_eq!(time_alone("2026-03-05"), None);
    }
}
