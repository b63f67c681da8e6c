//! The queries that can be asked for by name: those of `queries/measure/`, with their headers.

/// A query of the program.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The name of its file.
    pub name: &'static str,
    /// Its text, header included.
    pub sql: &'static str,
}

macro_rules! measures {
    ($($name:literal),* $(,)?) => {
        &[$(Named { name: $name, sql: include_str!(concat!("../../queries/measure/", $name, ".sql")) }),*]
    };
}

static ALL: &[Named] = measures![
    "actions",
    "breach_circumstances",
    "breaches",
    "busy_days",
    "cannot_show",
    "cases_kept",
    "clause_counts",
    "clauses_in_force",
    "complainants",
    "data_reach",
    "detail",
    "due",
    "escalations",
    "feedback_flow",
    "feedback_reviews",
    "feedback_to_review",
    "governance",
    "import_account",
    "import_files",
    "import_quality",
    "named_words",
    "narratives",
    "near_misses",
    "never_kept",
    "not_judged",
    "open_cases",
    "outcomes",
    "policies_in_force",
    "promised_dates",
    "reading_changes",
    "reading_flips",
    "received_by_month",
    "received_by_segment",
    "recurrence",
    "registered_since",
    "registration_lag",
    "reject_reasons",
    "repeat_cases",
    "repeats",
    "satisfaction",
    "satisfaction_reach",
    "segment_by_month",
    "silences",
    "sla",
    "soon_due_counts",
    "stray_events",
    "time_to_end",
    "time_to_event",
    "unjudged_cases",
];

/// All of them, in the order of their names.
pub fn all() -> &'static [Named] {
    ALL
}

/// The query of that name.
pub fn find(name: &str) -> Option<&'static Named> {
    ALL.iter().find(|query| query.name == name.trim())
}

impl Named {
    /// A part of its header, such as its purpose.
    pub fn header(&self, part: &str) -> String {
        crate::sql::header(self.sql, part)
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<String> {
        crate::sql::parameters(self.sql)
    }
}
