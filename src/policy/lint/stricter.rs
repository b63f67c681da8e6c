//! Which of two clauses asks for more, where both ask for the same thing.

use crate::calendar::timeline::Timeline;
use crate::calendar::{Calendar, Calendars};
use crate::policy::{Reading, Rule, Selector};
use crate::time::instant::start_of_day;
use crate::time::{Instant, Span};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::cmp::Ordering;

/// The year whose moments two limits are compared for. Any year would do; in this one the built-in calendars have their holidays.
const YEAR: i32 = 2026;

/// How far apart those moments lie, in microseconds: few desks open or close at another minute than a quarter of an hour.
const STEP: i64 = 15 * 60_000_000;

/// What two clauses for the same thing are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stricter {
    /// Whoever keeps the first keeps the second, and not the other way round.
    First,
    /// The other way round.
    Second,
    /// It depends on when the clock starts.
    Varies,
}

/// Which of two readings asks for more of the same thing; none where they ask for other things, or for as much.
pub fn stricter(one: &Reading, other: &Reading, calendars: &Calendars) -> Option<Stricter> {
    match (&one.rule, &other.rule) {
        (
            Rule::Deadline { after, require, within: Some(span), .. },
            Rule::Deadline { after: start, require: asked, within: Some(limit), .. },
        ) if same(after, start) && same(require, asked) => shorter((*span, one), (*limit, other), calendars),
        (Rule::Cadence { after, require, every }, Rule::Cadence { after: start, require: asked, every: interval })
            if same(after, start) && same(require, asked) && same(&one.until, &other.until) =>
        {
            shorter((*every, one), (*interval, other), calendars)
        }
        (Rule::Review { require, every }, Rule::Review { require: asked, every: interval }) if same(require, asked) => {
            smaller(every.cmp(interval))
        }
        (Rule::SingleContact { contacts, at_most }, Rule::SingleContact { contacts: others, at_most: most }) if same(contacts, others) => {
            smaller(at_most.cmp(most))
        }
        _ => None,
    }
}

/// Whether two sets have the same selectors, in whatever order.
fn same(one: &[Selector], other: &[Selector]) -> bool {
    one.iter().all(|selector| other.contains(selector)) && other.iter().all(|selector| one.contains(selector))
}

fn smaller(order: Ordering) -> Option<Stricter> {
    match order {
        Ordering::Less => Some(Stricter::First),
        Ordering::Equal => None,
        Ordering::Greater => Some(Stricter::Second),
    }
}

/// Which of two spans is over first, each in its own calendar, for a clock that starts at any moment of a year.
///
/// What takes longer on some days and not on others is neither the shorter nor the longer: six days of the calendar end before
/// five business days for whoever writes on a Monday, and after them for whoever writes on a Sunday.
fn shorter((span, one): (Span, &Reading), (limit, other): (Span, &Reading), calendars: &Calendars) -> Option<Stricter> {
    let (first, last) = (NaiveDate::from_ymd_opt(YEAR, 1, 1)?, NaiveDate::from_ymd_opt(YEAR + 1, 1, 1)?);
    let (from, until) = (start_of_day(first, Tz::UTC), start_of_day(last, Tz::UTC));
    let laid_out = |calendar: &Calendar, span| Timeline::covering(calendar, from, until, &[span]);
    let (timeline, beside) = (laid_out(calendars.get(&one.calendar)?, span), laid_out(calendars.get(&other.calendar)?, limit));
    let orders = (0..(until.0 - from.0) / STEP).map(|step| {
        let start = Instant(from.0 + step * STEP);
        timeline.due(span, start).cmp(&beside.due(limit, start))
    });
    let (is_sooner, is_later) = orders.fold((false, false), |(is_sooner, is_later), order| {
        (is_sooner || order == Ordering::Less, is_later || order == Ordering::Greater)
    });
    match (is_sooner, is_later) {
        (true, false) => Some(Stricter::First),
        (false, true) => Some(Stricter::Second),
        (true, true) => Some(Stricter::Varies),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read::parse;
    use std::path::Path;

    /// How two clauses with these keys stand to each other, where every hour of the year is open, or in an office.
    fn compared(calendar: &str, one: &str, other: &str) -> Option<Stricter> {
        let calendars = Calendars::built_in().unwrap();
        let clause = |id: &str, keys: &str| format!("[[clause]]\nid = \"{id}\"\ncite = \"1\"\ntext = \"Asked.\"\n{keys}\n");
        let text = format!(
            "schema = 1\nid = \"own\"\ntitle = \"Own\"\norganisation = \"Own\"\ncalendar = \"{calendar}\"\n{}{}",
            clause("one", one),
            clause("other", other)
        );
        let policy = parse(Path::new("own.toml"), &text, &calendars).unwrap();
        stricter(policy.clauses[0].main(), policy.clauses[1].main(), &calendars)
    }

    fn limits(calendar: &str, one: &str, other: &str) -> Option<Stricter> {
        let [one, other] = [one, other]
            .map(|limit| format!("type = \"deadline\"\nafter = [\"received\"]\nrequire = [\"acknowledged\"]\nwithin = \"{limit}\""));
        compared(calendar, &one, &other)
    }

    #[test]
    fn limits_are_compared_in_the_calendar_that_counts_them() {
        // Where nobody ever closes, 24 hours of open time are 24 hours; in an office of eight hours a day they are three days.
        assert_eq!(limits("always", "24 business hours", "2 days"), Some(Stricter::First));
        assert_eq!(limits("uk-office", "24 business hours", "2 days"), Some(Stricter::Second));
        // An hour of open time and one by the clock are the same from nine to four, and the clock is never the later one.
        assert_eq!(limits("uk-office", "1 business hour", "1 hour"), Some(Stricter::Second));
    }

    #[test]
    fn what_is_shorter_on_some_days_only_is_neither() {
        // From a Monday: Sunday against the Monday after. From a Sunday: Saturday against Friday.
        assert_eq!(limits("uk-office", "6 calendar days", "5 business days"), Some(Stricter::Varies));
        assert_eq!(limits("uk-office", "1 calendar month", "30 calendar days"), Some(Stricter::Varies));
    }

    #[test]
    fn as_much_in_other_words_is_as_much() {
        assert_eq!(limits("uk-office", "1 day", "24 hours"), None);
        assert_eq!(limits("always", "2 business days", "2 calendar days"), None);
        assert_eq!(limits("always", "24 business hours", "1 day"), None);
    }

    #[test]
    fn each_country_has_holidays_of_its_own() {
        let within = |calendar: &str| {
            format!(
                "type = \"deadline\"\ncalendar = \"{calendar}\"\nafter = [\"received\"]\nrequire = [\"closed\"]\nwithin = \"2 business days\""
            )
        };
        // 17 March is a holiday in Dublin alone, 25 May in London alone.
        assert_eq!(compared("always", &within("uk-office"), &within("ie-office")), Some(Stricter::Varies));
        assert_eq!(compared("always", &within("uk-office"), &within("uk-office")), None);
    }

    #[test]
    fn schedules_reviews_and_contacts_are_compared_as_well() {
        let news = |every: &str, until: &str| {
            format!(
                "type = \"cadence\"\nafter = [\"received\"]\nrequire = [\"progress_update\"]\nevery = \"{every}\"\nuntil = [\"{until}\"]"
            )
        };
        assert_eq!(compared("uk-office", &news("5 working days", "closed"), &news("3 working days", "closed")), Some(Stricter::Second));
        // One is for the time before the proposal, the other goes on after it.
        assert_eq!(compared("uk-office", &news("3 days", "resolution_proposed"), &news("5 days", "closed")), None);
        let review = |every: &str| format!("type = \"review\"\nrequire = [\"feedback_review\"]\nevery = \"{every}\"");
        assert_eq!(compared("uk-office", &review("week"), &review("month")), Some(Stricter::First));
        let contacts = |most: &str| format!("type = \"single_contact\"\ncontacts = [\"acknowledged\", \"closed\"]\n{most}");
        assert_eq!(compared("uk-office", &contacts(""), &contacts("at_most = 2")), Some(Stricter::First));
        assert_eq!(compared("uk-office", &contacts(""), &contacts("at_most = 1")), None);
    }
}
