//! Whether a clause concerns a case: `semantics.md`, section 2, `applies`.

use super::Question;
use super::trace::Condition;

impl Question<'_> {
    /// The first condition of `applies` that does not hold, if any.
    pub(super) fn unmet_condition(&self) -> Option<Condition> {
        self.unmet_field().or_else(|| self.unmet_event()).or_else(|| self.not_open_longer())
    }

    /// A case value that is none of those asked for; an empty one does not match either.
    fn unmet_field(&self) -> Option<Condition> {
        self.reading.applies.fields.iter().find_map(|(name, accepted)| {
            let value = self.case.field(name);
            let is_one = value.is_some_and(|value| accepted.iter().any(|one| one == value));
            (!is_one).then(|| Condition::Field { name, value: value.map(str::to_string) })
        })
    }

    /// `has`: none of its events has happened by `as_of`; `lacks`: one of them has.
    fn unmet_event(&self) -> Option<Condition> {
        let applies = &self.reading.applies;
        if applies.has.as_ref().is_some_and(|has| self.first(has).is_none()) {
            return Some(Condition::Has);
        }
        applies.lacks.as_ref().and_then(|lacks| self.first(lacks)).map(|event| Condition::Lacks(event.clone()))
    }

    /// `open_longer_than`: the closing, or `as_of`, is not later than receipt and the span.
    fn not_open_longer(&self) -> Option<Condition> {
        let span = self.reading.applies.open_longer_than?;
        let limit_at = self.timeline.due(span, self.case.received.at);
        let closing = self.first(&self.reading.until);
        let closed_at = closing.map_or(self.as_of, |event| event.when.at);
        (closed_at <= limit_at).then(|| Condition::NotOpenLonger { limit_at, closing: closing.cloned() })
    }
}
