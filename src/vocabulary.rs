//! The words that exports, policies, the register and the reports share.
//!
//! Each list is the only place where its words stand. A word that is not here is refused where
//! it is written by hand (policies, mappings, the register) and kept as found where it is data.

/// The events that end a case until it is opened again.
pub const CASE_ENDS: &[&str] = &["closed", "withdrawn", "merged"];

/// Every event that a case or the organisation can have, by the part of a case's life it tells of.
pub const EVENTS: &[&str] = &[
    // intake
    "received",
    "logged",
    "classified",
    "reclassified",
    "assigned",
    "contact_named",
    "merged",
    "withdrawn",
    // contact
    "acknowledged",
    "initial_response",
    "info_requested",
    "info_received",
    "customer_message",
    "contact_attempted",
    "progress_update",
    "delay_notice",
    "timeline_given",
    // investigation
    "investigation_started",
    "evidence_gathered",
    "policy_reviewed",
    "staff_interviewed",
    "department_consulted",
    "side_issue_raised",
    "side_issue_referred",
    "cause_identified",
    "investigation_completed",
    // resolution
    "resolution_proposed",
    "resolution_accepted",
    "resolution_declined",
    "resolution_implemented",
    "redress_paid",
    "upheld",
    "rejected",
    // escalation
    "escalation_needed",
    "escalated",
    "appeal_right_notified",
    "appealed",
    "appeal_heard",
    "appeal_decided",
    "referred_externally",
    "external_decision",
    // closure
    "outcome_communicated",
    "closure_letter",
    "closed",
    "reopened",
    "follow_up",
    "satisfaction_recorded",
    "process_feedback",
    "improvement_noted",
    // clock
    "paused",
    "resumed",
    "status_changed",
    "priority_changed",
    // feedback
    "feedback_reviewed",
    "feedback_forwarded",
    "feedback_outcome_notified",
    // organisation
    "feedback_review",
    "trend_analysis",
    "recommendation_made",
    "action_opened",
    "action_completed",
    "effectiveness_checked",
    "training_held",
    "procedure_communicated",
    "procedure_published",
    "procedure_review",
    "procedure_updated",
    "access_audited",
    "attested",
];

/// Events of the organisation: they belong to no case.
pub const ORGANISATION_EVENTS: &[&str] = &[
    "feedback_review",
    "trend_analysis",
    "recommendation_made",
    "action_opened",
    "action_completed",
    "effectiveness_checked",
    "training_held",
    "procedure_communicated",
    "procedure_published",
    "procedure_review",
    "procedure_updated",
    "access_audited",
    "attested",
];

/// What a case can be.
pub const KINDS: &[&str] = &["complaint", "feedback", "issue"];

/// How a case reached the organisation.
pub const CHANNELS: &[&str] = &["email", "web_form", "phone", "in_person", "letter", "chat", "social", "other"];

/// How a done duty is known: recorded as such, by a stand-in, or taken for granted.
pub const EVIDENCE: &[&str] = &["event", "proxy", "presumed"];

/// The verdicts of a clause on a case.
pub const VERDICTS: &[&str] = &["met", "late", "missed", "pending", "indeterminate", "unknown", "not_applicable"];

/// The text columns of a case that a `record` clause or a selector can name beside attributes.
pub const CASE_FIELDS: &[&str] = &[
    "kind",
    "channel",
    "category",
    "subcategory",
    "product",
    "customer",
    "team",
    "owner",
    "severity",
    "region",
    "outcome",
    "subject",
    "description",
];

/// The outcomes that sources are mapped to; a source may have words of its own beside them.
pub const OUTCOMES: &[&str] = &["upheld", "partly_upheld", "rejected", "withdrawn"];

/// The fields of a case that hold what somebody wrote.
pub const FREE_TEXTS: &[&str] = &["subject", "description"];

/// Whether `name` is an event of the vocabulary.
pub fn is_event(name: &str) -> bool {
    EVENTS.contains(&name)
}
