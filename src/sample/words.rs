//! The words of the made-up organisation: its issues, teams, wares, and what its customers write.
//!
//! Nobody here exists. Addresses end in `example.org`, which is reserved, and phone numbers lie in
//! the range that Ofcom keeps for drama.

/// An issue that cases are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Issue {
    /// The category's name, in every file.
    pub(super) name: &'static str,
    /// The team that looks after it.
    pub(super) team: &'static str,
    /// What is complained about, in a few words.
    problems: &'static [&'static str],
}

/// The issues, in the order of the tables.
pub(super) const ISSUES: [Issue; 8] = [
    Issue {
        name: "delivery",
        team: "Logistics",
        problems: &[
            "the parcel was left in the rain behind the bins",
            "the van came a day late and nobody told us",
            "two of the four boxes never arrived",
            "the driver could not find the house and drove off",
            "the delivery slot was moved twice",
            "the tracking page still says in the warehouse",
        ],
    },
    Issue {
        name: "heating",
        team: "Field Service",
        problems: &[
            "the radiators upstairs stay cold",
            "the boiler loses pressure every night",
            "there is no hot water in the morning",
            "the thermostat shows an error and the house is freezing",
            "the heating went off on the coldest day of the week",
        ],
    },
    Issue {
        name: "billing",
        team: "Accounts",
        problems: &[
            "I was charged twice for the same visit",
            "the invoice shows a plan that I ended in spring",
            "the refund has not reached my account",
            "the direct debit was taken a week early",
            "the discount that was promised is not on the bill",
        ],
    },
    Issue {
        name: "appointments",
        team: "Planning",
        problems: &[
            "nobody came in the agreed window",
            "the visit was cancelled an hour before",
            "I waited in all day for an engineer",
            "the earliest visit is three weeks away",
        ],
    },
    Issue {
        name: "workmanship",
        team: "Field Service",
        problems: &[
            "the new tap drips again after two days",
            "the floor was left scratched",
            "the repair held for one week only",
            "screws were missing from the cover",
        ],
    },
    Issue {
        name: "parts",
        team: "Logistics",
        problems: &[
            "the wrong valve was supplied",
            "the spare pump was already damaged in its box",
            "the part has been on order for a month",
            "the fan does not fit our model",
        ],
    },
    Issue {
        name: "website",
        team: "Digital",
        problems: &[
            "the booking page loses my address",
            "I cannot sign in since the update",
            "the page shows an empty basket",
            "the meter reading form ends in an error",
        ],
    },
    Issue {
        name: "call_centre",
        team: "Customer Care",
        problems: &[
            "I was put through four times",
            "the line was dropped after half an hour",
            "I had to tell the whole story again",
            "nobody rang back as promised",
        ],
    },
];

const OPENINGS: [&str; 7] = [
    "Hello,",
    "To whom it may concern,",
    "I am a customer of many years.",
    "This is about my last order.",
    "Sorry to trouble you, but",
    "I am not happy:",
    "Once again",
];

const REQUESTS: [&str; 8] = [
    "Please put it right.",
    "When will somebody look at it?",
    "I would like my money back.",
    "Please call me after five.",
    "What happens next?",
    "This is the second time.",
    "I expect an answer this week.",
    "",
];

const REMARKS: [&str; 8] = [
    "The engineer was friendly and quick",
    "It would help to choose a shorter slot",
    "Please show the price before the last step",
    "The shop was easy to find",
    "A text message on the day would be welcome",
    "The leaflet is hard to read",
    "Thank you for the quick reply last week",
    "The waiting music is too loud",
];

/// A customer who complains again and again.
pub(super) struct Faithful {
    /// What the customer is told from others by.
    pub(super) number: u32,
    /// How many cases in all.
    pub(super) times: usize,
    /// The place of the first among the file's cases.
    pub(super) first: usize,
    /// How many places lie between one and the next.
    pub(super) step: usize,
}

impl Faithful {
    /// The one of the list whose case stands at a place.
    pub(super) fn at(list: &[Self], place: usize) -> Option<&Self> {
        list.iter().find(|one| (0..one.times).any(|time| one.first + time * one.step == place))
    }
}

/// What was bought or looked after.
pub(super) const PRODUCTS: [&str; 6] = ["Boiler B2", "Boiler B4", "Care Plan", "Care Plan Plus", "Tap Set", "Meter M1"];

/// Where it was bought.
pub(super) const STORES: [&str; 5] = ["Tidewater Quay", "Vale Road", "Millbridge", "Northcott", "Online"];

/// How a complaint came that is written down by hand, and how often.
pub(super) const REGISTER_CHANNELS: [(&str, u32); 3] = [("phone", 55), ("in_person", 25), ("letter", 20)];

/// A few sentences of a customer with a complaint.
pub(super) fn complaint(issue: Issue, dice: &mut super::dice::Dice) -> String {
    sentences(dice.pick(&OPENINGS), dice.pick(issue.problems), dice.pick(&REQUESTS))
}

/// A few sentences of a customer without one.
pub(super) fn remark(issue: Issue, dice: &mut super::dice::Dice) -> String {
    format!("{} ({}).", dice.pick(&REMARKS), issue.name.replace('_', " "))
}

/// What is written down of a complaint that was spoken.
pub(super) fn note(issue: Issue, dice: &mut super::dice::Dice) -> String {
    format!("Customer says: {}.", dice.pick(issue.problems))
}

/// One letter that many customers send, with small changes.
pub(super) fn circulated_letter(number: u32, order: u32) -> String {
    let day = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][number as usize % 5];
    format!(
        "I am writing to complain formally that order {order} was due on {day} and did not arrive. Under your delivery promise \
         I ask for a full refund of the delivery charge and a written explanation within seven working days."
    )
}

fn sentences(opening: &str, problem: &str, request: &str) -> String {
    let starts_a_sentence = opening.ends_with('.');
    let mut letters = problem.chars();
    let first = letters
        .next()
        .map_or_else(String::new, |letter| if starts_a_sentence { letter.to_uppercase().to_string() } else { letter.to_string() });
    format!("{opening} {first}{}. {request}", letters.as_str()).trim_end().to_string()
}
