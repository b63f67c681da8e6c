//! By which version of a policy a day is judged.

use crate::calendar::Calendars;
use crate::policy::Policy;
use crate::time::Instant;
use chrono::NaiveDate;

/// The version of each policy that is in force on the date of receipt, by policy id; a policy of
/// which none is, is left out.
pub fn in_force_for<'p>(received_at: Instant, policies: &[&'p Policy], calendars: &Calendars) -> Vec<&'p Policy> {
    let mut ids: Vec<&str> = policies.iter().map(|policy| policy.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let day_of = |policy: &Policy| calendars.get(&policy.calendar).map(|calendar| received_at.local_date(calendar.time_zone));
    ids.iter().filter_map(|id| newest(policies.iter().copied().filter(|policy| policy.id == *id), day_of)).collect()
}

/// Of the versions that have begun by their day, the one that began last, unless it has ended.
///
/// Where the next version begins, the one before it ends for good.
pub(super) fn newest<'p>(versions: impl Iterator<Item = &'p Policy>, day_of: impl Fn(&Policy) -> Option<NaiveDate>) -> Option<&'p Policy> {
    let first_day = |policy: &Policy| policy.effective_from.unwrap_or(NaiveDate::MIN);
    versions
        .filter(|policy| day_of(policy).is_some_and(|day| first_day(policy) <= day))
        .max_by_key(|policy| first_day(policy))
        .filter(|policy| policy.effective_to.is_none_or(|last| day_of(policy).is_some_and(|day| day <= last)))
}
