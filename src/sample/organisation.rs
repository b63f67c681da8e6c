//! What the organisation itself records: reviews, analyses, training, and the action against billing errors.

use super::book::Book;
use super::case_file::{MANAGER, Note};
use super::days::{self, CalendarDate, Moment};
use super::feedback_form;

/// Where these events lie.
const PLACE: &str = "register/log.jsonl";

const QUALITY: (&str, &str) = ("quality-1", "quality_lead");
const DIRECTOR: (&str, &str) = ("director-1", "director");

/// One analysis a quarter, each about the quarter before: when, of how many complaints and how much feedback it says.
const ANALYSES: [(CalendarDate, &str, &str); 8] = [
    ((2024, 10, 17), "0", "0"),
    ((2025, 1, 16), "390", "36"),
    ((2025, 4, 15), "430", "41"),
    ((2025, 7, 15), "400", "38"),
    ((2025, 10, 16), "405", "40"),
    ((2026, 1, 15), "470", "43"),
    ((2026, 4, 16), "440", "40"),
    ((2026, 7, 16), "455", "37"),
];

/// The analysis that led to no recommendation, and said nothing of it: that of October 2025.
const WITHOUT_RECOMMENDATION: usize = 4;

/// When the action against billing errors was opened, completed and checked.
const BILLING_OPENED_ON: CalendarDate = (2025, 11, 20);
const BILLING_COMPLETED_ON: CalendarDate = (2026, 1, 14);
const BILLING_CHECKED_ON: CalendarDate = (2026, 5, 12);
/// When the action against late deliveries was opened; it is not completed yet.
const DELIVERY_OPENED_ON: CalendarDate = (2026, 7, 23);

fn at(date: CalendarDate, hour: u32) -> Moment {
    Moment::of_wall(days::wall(days::date(date), hour, 0, 0))
}

/// All events of the organisation, their answers entered in the book.
pub(super) fn notes(book: &mut Book) -> Vec<Note> {
    let reviews = feedback_form::reviews();
    // The review of 1 October 2024 lies in a week that began before the first case.
    book.fact(
        "register.feedback_review_weeks_kept",
        reviews.len() as u32 - 1,
        PLACE,
        "Whole weeks since the first case with a `feedback_review`, 2024-W41 to 2026-W40.",
    );
    book.fact(
        "register.feedback_review_weeks_missed",
        feedback_form::MISSED_REVIEW_WEEKS.len() as u32,
        PLACE,
        "Whole weeks without one: 2025-W33 and 2026-W22.",
    );
    book.fact(
        "register.trend_analysis_quarters_kept",
        ANALYSES.len() as u32,
        PLACE,
        "Quarters with a `trend_analysis`, 2024-Q4 to 2026-Q3: all of them.",
    );
    book.fact("register.recommendation_quarters_kept", ANALYSES.len() as u32 - 1, PLACE, "Quarters with a `recommendation_made`.");
    book.fact("register.recommendation_quarters_missed", 1, PLACE, "Quarters without one: 2025-Q4.");
    book.fact("register.procedure_reviews_2025", 1, PLACE, "`procedure_review` in 2025.");
    book.fact("register.procedure_reviews_2026", 0, PLACE, "None yet in 2026: not yet due.");
    let mut notes: Vec<Note> = reviews.iter().map(|review| Note::new(*review, "feedback_review", MANAGER)).collect();
    notes.extend(analyses());
    notes.extend(actions());
    notes.extend(governance());
    notes
}

fn analyses() -> Vec<Note> {
    let mut notes = Vec::new();
    for (place, (date, complaints, feedback)) in ANALYSES.iter().enumerate() {
        notes.push(Note::new(at(*date, 14), "trend_analysis", QUALITY).with("complaints", *complaints).with("feedback", *feedback));
        if place != WITHOUT_RECOMMENDATION {
            notes.push(Note::new(at(*date, 14).plus(5 * 86_400), "recommendation_made", QUALITY));
        }
    }
    notes
}

fn actions() -> Vec<Note> {
    let billing = |note: Note| note.with("category", "billing").with("action", "A-1");
    vec![
        billing(Note::new(at(BILLING_OPENED_ON, 11), "action_opened", MANAGER).with("process", "invoice check before dispatch")),
        billing(Note::new(at(BILLING_COMPLETED_ON, 16), "action_completed", MANAGER).with("process", "invoice check before dispatch")),
        billing(Note::new(at(BILLING_CHECKED_ON, 10), "effectiveness_checked", QUALITY)),
        Note::new(at(DELIVERY_OPENED_ON, 11), "action_opened", MANAGER).with("category", "delivery").with("action", "A-2"),
    ]
}

fn governance() -> Vec<Note> {
    let attested = |date, evidence: &str, attributes: &[&'static str]| {
        let note = Note::new(at(date, 12), "attested", DIRECTOR).with("evidence", evidence);
        attributes.iter().fold(note, |note, name| note.with(name, "seen"))
    };
    vec![
        Note::new(at((2025, 2, 19), 10), "procedure_review", DIRECTOR),
        Note::new(at((2025, 3, 3), 10), "procedure_updated", DIRECTOR).with("version", "3"),
        Note::new(at((2025, 3, 5), 9), "procedure_published", QUALITY).with("version", "3"),
        Note::new(at((2025, 3, 5), 15), "procedure_communicated", QUALITY).with("coverage", "100 %"),
        Note::new(at((2025, 3, 11), 9), "training_held", QUALITY).with("all_staff", "yes").with("complaints_cited", "12"),
        Note::new(at((2025, 11, 18), 9), "training_held", QUALITY).with("complaints_cited", "9"),
        Note::new(at((2026, 3, 12), 9), "training_held", QUALITY).with("all_staff", "yes").with("complaints_cited", "15"),
        attested(
            (2025, 4, 2),
            "audit file 2025/07",
            &["classification_sample", "feedback_channels", "complaint_channels", "all_employees_told", "on_internal_network"],
        ),
        attested(
            (2026, 4, 8),
            "audit file 2026/05",
            &["classification_sample", "feedback_channels", "all_employees_told", "on_internal_network"],
        ),
        Note::new(at((2025, 9, 24), 13), "access_audited", QUALITY).with("evidence", "audit file 2025/19"),
    ]
}
