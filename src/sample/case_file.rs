//! What is recorded by hand of one complaint, from its receipt to the follow-up.

use super::days::{self, Moment};
use super::dice::Dice;
use super::plan::{self, Duty, Fate, Receipt, exported_at};
use super::words;
use chrono::NaiveDate;

/// One entry to be recorded.
pub(super) struct Note {
    /// When it happened.
    pub(super) at: Moment,
    /// What happened.
    pub(super) event: &'static str,
    /// Who did it.
    pub(super) actor: &'static str,
    /// In which role.
    pub(super) role: Option<&'static str>,
    /// The date that a notice promises.
    pub(super) expected_at: Option<Moment>,
    /// Fields of the case.
    pub(super) fields: Vec<(&'static str, &'static str)>,
    /// What else.
    pub(super) attributes: Vec<(&'static str, String)>,
}

impl Note {
    /// That something happened, and who did it in which role.
    pub(super) fn new(at: Moment, event: &'static str, (actor, role): (&'static str, &'static str)) -> Self {
        let role = Some(role).filter(|role| !role.is_empty());
        Self { at, event, actor, role, expected_at: None, fields: Vec::new(), attributes: Vec::new() }
    }

    /// The same with an attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }
}

/// A complaint: how its promises end, and all that is recorded of it.
pub(super) struct CaseFile {
    /// The acknowledgement within 24 hours.
    pub(super) acknowledged: Duty,
    /// The resolution by the 7th business day or the promised date.
    pub(super) resolved: Duty,
    /// The same without the promise.
    pub(super) resolved_unextended: Duty,
    /// Whether a notice of delay moved the limit.
    pub(super) is_extended: bool,
    /// Whether the investigation was over before the proposal: `None` where there is no proposal.
    pub(super) investigated: Option<Fate>,
    /// The follow-up within ten business days of the proposal, where there is one.
    pub(super) followed_up: Option<Duty>,
    /// What is recorded, the opening first.
    pub(super) notes: Vec<Note>,
}

/// What the customer is told when the resolution takes longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delay {
    /// Nothing.
    Untold,
    /// In time, with a date; the date is then met or broken as the fate wants it.
    Promised(Fate),
    /// After the limit had passed: it moves nothing.
    ToldTooLate,
}

const ACKNOWLEDGED: [(Fate, u32); 5] = [(Fate::Within, 83), (Fate::AtLimit, 3), (Fate::JustLate, 3), (Fate::Late, 8), (Fate::Never, 3)];
const RESOLVED: [((Fate, Delay), u32); 9] = [
    ((Fate::Within, Delay::Untold), 66),
    ((Fate::AtLimit, Delay::Untold), 3),
    ((Fate::JustLate, Delay::Untold), 3),
    ((Fate::Late, Delay::Untold), 6),
    ((Fate::Never, Delay::Untold), 3),
    ((Fate::Late, Delay::Promised(Fate::Within)), 9),
    ((Fate::Late, Delay::Promised(Fate::AtLimit)), 2),
    ((Fate::Late, Delay::Promised(Fate::Late)), 5),
    ((Fate::Late, Delay::ToldTooLate), 3),
];
const INVESTIGATED: [(Fate, u32); 3] = [(Fate::Within, 90), (Fate::Late, 5), (Fate::Never, 5)];
const FOLLOWED_UP: [(Fate, u32); 3] = [(Fate::Within, 80), (Fate::Late, 8), (Fate::Never, 12)];

/// The business days within which a follow-up is expected after the proposal.
const FOLLOW_UP_BUSINESS_DAYS: u32 = 10;

const AGENTS: [(&str, &str); 4] = [("agent-1", "agent"), ("agent-2", "agent"), ("agent-3", "agent"), ("agent-4", "agent")];
/// The Customer Service Manager.
pub(super) const MANAGER: (&str, &str) = ("manager-1", "customer_service_manager");
const OFFICER: (&str, &str) = ("officer-1", "complaints_officer");
const SENIOR: (&str, &str) = ("senior-1", "senior_manager");
const CUSTOMER: (&str, &str) = ("customer", "");

/// Receipts whose acknowledgement must come exactly at the limit or a second later: a clock change lies between.
const FORCED: [(&str, Fate); 4] = [
    ("2025-03-29T16:00:00", Fate::AtLimit),
    ("2026-03-28T15:00:00", Fate::JustLate),
    ("2025-10-25T15:00:00", Fate::AtLimit),
    ("2024-10-26T15:00:00", Fate::JustLate),
];

/// A complaint that was received so, from draws.
pub(super) fn of(receipt: &Receipt, dice: &mut Dice) -> CaseFile {
    let drawn = dice.weighted(&ACKNOWLEDGED);
    let forced = FORCED.iter().find(|(text, _)| text.parse() == Ok(receipt.written)).map(|(_, fate)| *fate);
    let acknowledged = plan::acknowledgement(receipt.at, forced.unwrap_or(drawn), (2, 1380), dice);
    let (fate, delay) = dice.weighted(&RESOLVED);
    let told = delay_notice(receipt.at.day(), delay, dice).filter(|told| told.at <= exported_at());
    let (resolved, resolved_unextended) = resolution(receipt, fate, delay, told.as_ref(), &acknowledged, dice);
    let mut file = CaseFile {
        acknowledged,
        resolved,
        resolved_unextended,
        is_extended: told.is_some() && matches!(delay, Delay::Promised(_)),
        investigated: resolved.done.map(|_| dice.weighted(&INVESTIGATED)),
        followed_up: None,
        notes: Vec::new(),
    };
    file.open(receipt, dice);
    file.investigate(receipt, dice);
    file.notes.extend(told);
    file.conclude(dice);
    file.notes.retain(|note| note.at <= exported_at());
    file
}

fn delay_notice(received: NaiveDate, delay: Delay, dice: &mut Dice) -> Option<Note> {
    let due_day = days::business_days_after(received, plan::RESOLUTION_BUSINESS_DAYS);
    let in_time = plan::in_office_hours(received, dice.between(5, 7), dice);
    let promised = plan::end_of(days::business_days_after(received, dice.between(11, 14)));
    let is_at_limit = dice.chance(25);
    let at = match delay {
        Delay::Untold => return None,
        Delay::Promised(_) if is_at_limit => plan::end_of(due_day),
        Delay::Promised(_) => in_time,
        Delay::ToldTooLate => plan::in_office_hours(due_day, 1, dice),
    };
    let mut note = Note::new(at, "delay_notice", OFFICER);
    note.expected_at = Some(promised);
    Some(if dice.chance(60) { note.with("complex", "several departments") } else { note })
}

/// The resolution with the promise of a notice that came in time, and without.
fn resolution(receipt: &Receipt, fate: Fate, delay: Delay, told: Option<&Note>, acknowledged: &Duty, dice: &mut Dice) -> (Duty, Duty) {
    let plain = plan::resolution(receipt.at, fate, acknowledged, dice);
    let Delay::Promised(promised_fate) = delay else { return (plain, plain) };
    let Some(promised) = told.and_then(|note| note.expected_at) else {
        // The notice is still to come, and the resolution after it.
        return (plain.without_done(), plain.without_done());
    };
    let kept = plan::promised_resolution(promised.plus(-1).day(), promised_fate, dice);
    (kept, plain.late_at(kept.done))
}

impl CaseFile {
    fn open(&mut self, receipt: &Receipt, dice: &mut Dice) {
        let issue = receipt.issue.unwrap_or(words::ISSUES[7]);
        let agent = dice.pick(&AGENTS);
        let mut opening = Note::new(receipt.at, "received", agent);
        let channel = dice.weighted(&words::REGISTER_CHANNELS);
        opening.fields = vec![("kind", "complaint"), ("channel", channel), ("category", issue.name), ("team", issue.team)];
        self.notes.push(opening);
        self.notes.push(Note::new(receipt.at.plus(120), "logged", agent).with("system", "register"));
        let says_all = dice.chance(65);
        self.notes.extend(self.acknowledged.done.map(|at| {
            let note = Note::new(at, "acknowledged", agent);
            if says_all { note.with("under_review", "yes") } else { note }
        }));
        if !says_all && dice.chance(85) {
            let business_days = dice.between(2, 4);
            self.notes.push(Note::new(plan::in_office_hours(receipt.at.day(), business_days, dice), "initial_response", agent));
        }
    }

    fn investigate(&mut self, receipt: &Receipt, dice: &mut Dice) {
        let investigator = dice.weighted(&[(OFFICER, 60), (MANAGER, 32), (AGENTS[0], 8)]);
        let started = plan::in_office_hours(receipt.at.day(), 1, dice);
        self.notes.push(Note::new(started, "investigation_started", investigator));
        let gathered = started.plus(i64::from(dice.between(20, 120)) * 60);
        if dice.chance(92) {
            self.notes.push(Note::new(gathered, "evidence_gathered", investigator));
        }
        if dice.chance(85) {
            let asked = gathered.plus(i64::from(dice.between(10, 90)) * 60);
            self.notes.push(Note::new(asked, "department_consulted", investigator));
        }
        let minutes = i64::from(dice.between(20, 90));
        if let (Some(proposed), Some(fate)) = (self.resolved.done, self.investigated) {
            let completed = match fate {
                Fate::Within => Some(proposed.plus(-minutes * 60)),
                Fate::Late => Some(proposed.plus(minutes * 60)),
                _ => None,
            };
            // What is finished after the files were written has not happened in them.
            if completed.is_some_and(|at| at > exported_at()) {
                self.investigated = Some(Fate::Never);
            }
            self.notes.extend(completed.map(|at| Note::new(at, "investigation_completed", investigator)));
        }
    }

    fn conclude(&mut self, dice: &mut Dice) {
        let agent = dice.pick(&AGENTS);
        let answer = dice.weighted(&[("resolution_accepted", 88), ("resolution_declined", 7), ("", 5)]);
        let outcome = dice.weighted(&[("upheld", 55), ("partly_upheld", 25), ("rejected", 20)]);
        let days_to_answer = dice.between(1, 4);
        let (follow_up_fate, soon, late) = (dice.weighted(&FOLLOWED_UP), dice.between(5, 9), dice.between(12, 15));
        let Some(proposed) = self.resolved.done else { return };
        let mut proposal = Note::new(proposed, "resolution_proposed", agent);
        proposal.fields = vec![("outcome", outcome)];
        self.notes.push(proposal);
        let answered = plan::in_office_hours(proposed.day(), days_to_answer, dice);
        let closed = match answer {
            "resolution_accepted" => {
                self.notes.push(Note::new(answered, "resolution_accepted", CUSTOMER));
                answered.plus(3600)
            }
            "resolution_declined" => {
                self.notes.push(Note::new(answered, "resolution_declined", CUSTOMER));
                self.notes.push(Note::new(answered.plus(7200), "escalated", SENIOR));
                plan::in_office_hours(proposed.day(), 10, dice)
            }
            _ => plan::in_office_hours(proposed.day(), 8, dice),
        };
        self.notes.push(Note::new(closed, "closed", agent));
        let due = plan::end_of(days::business_days_after(proposed.day(), FOLLOW_UP_BUSINESS_DAYS));
        let after = if follow_up_fate == Fate::Late { late } else { soon };
        let done = (follow_up_fate != Fate::Never).then(|| plan::in_office_hours(proposed.day(), after, dice));
        let followed_up = Duty::known(follow_up_fate, due, done);
        self.notes.extend(followed_up.done.map(|at| Note::new(at, "follow_up", agent)));
        self.followed_up = Some(followed_up);
    }
}
