//! Made-up exports of the size of the CFPB's complaint database, in the header of its newest vintage.
//!
//! Every row is drawn from its own number, so any file is the same wherever it is made, and a later
//! edition of the same cases differs exactly in the rows that it should. About 410 bytes a row; every
//! third one has a narrative of several lines.

use std::io::{BufWriter, Result, Write};
use std::path::Path;

/// In a later edition, one case in this many has another answer.
pub const CHANGED_ONE_IN: u64 = 100;

const HEADER: &str = "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,\
State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,Company response to consumer,Timely response?,\
Consumer disputed?,Complaint ID\n";

/// The first case was received on this day, as a day of the civil count from 1970.
const FIRST_DAY: u64 = 18_262;
const DAYS: u64 = 2_000;
/// A prime larger than any number of rows: multiples of another number, modulo it, are all different.
const ID_PRIME: u64 = 15_485_863;
const ID_STEP: u64 = 7_368_787;

/// Which export of the cases it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The first one.
    First,
    /// A later one: one case in [`CHANGED_ONE_IN`] has been answered since.
    Later,
}

/// Writes an export of so many cases; answers its size in bytes.
pub fn write(file: &Path, rows: u64, edition: Edition) -> Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(file)?);
    out.write_all(HEADER.as_bytes())?;
    let mut row = String::new();
    for number in 0..rows {
        row.clear();
        write_row(&mut row, number, edition);
        out.write_all(row.as_bytes())?;
    }
    out.flush()?;
    Ok(std::fs::metadata(file)?.len())
}

fn write_row(row: &mut String, number: u64, edition: Edition) {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let day = FIRST_DAY + dice.below(DAYS);
    let has_narrative = number.is_multiple_of(3);
    let is_late = dice.below(40) == 0;
    put(row, &date(day));
    put(row, dice.pick(&PRODUCTS));
    put(row, dice.pick(&SUB_PRODUCTS));
    put(row, dice.pick(&ISSUES));
    put(row, dice.pick(&SUB_ISSUES));
    put(row, &if has_narrative { narrative(&mut dice) } else { String::new() });
    put(row, dice.pick(&PUBLIC_RESPONSES));
    put(row, &company(&mut dice));
    put(row, dice.pick(&STATES));
    put(row, &format!("{:05}", dice.below(100_000)));
    put(row, dice.pick(&["", "", "", "", "Older American", "Servicemember", "Older American, Servicemember"]));
    put(row, if has_narrative { "Consent provided" } else { dice.pick(&["Consent not provided", "Other", "N/A"]) });
    put(row, dice.pick(&["Web", "Web", "Web", "Web", "Referral", "Phone", "Postal mail", "Fax"]));
    put(row, &date(day + [0, 0, 0, 1, 3, 16][dice.below(6) as usize]));
    let answer = dice.pick(&ANSWERS);
    let is_changed = edition == Edition::Later && number.is_multiple_of(CHANGED_ONE_IN);
    put(row, if is_changed { "Closed after a second look" } else { answer });
    put(row, if is_late { "No" } else { "Yes" });
    put(row, "N/A");
    row.push_str(&(2_000_000 + number * ID_STEP % ID_PRIME).to_string());
    row.push('\n');
}

/// Adds a value and the comma behind it, quoted where it must be.
fn put(row: &mut String, value: &str) {
    if value.contains([',', '"', '\n']) {
        row.push('"');
        row.push_str(&value.replace('"', "\"\""));
        row.push('"');
    } else {
        row.push_str(value);
    }
    row.push(',');
}

/// A day of the civil count from 1970 as `MM/DD/YYYY`.
fn date(day: u64) -> String {
    let days = chrono::Days::new(day);
    let date = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).and_then(|first| first.checked_add_days(days));
    date.unwrap_or_default().format("%m/%d/%Y").to_string()
}

fn company(dice: &mut Dice) -> String {
    // Few companies have most of the complaints.
    let rank = dice.below(3_000) * dice.below(3_000) / 3_000;
    let form = ["BANK, NATIONAL ASSOCIATION", "Financial Holdings LLC", "INTERMEDIATE HOLDINGS, INC."][(rank % 3) as usize];
    format!("{} {} {form}", WORDS[(rank % 97) as usize].to_uppercase(), rank)
}

/// Two paragraphs of about 25 words each, with the marks that stand for removed names and dates.
fn narrative(dice: &mut Dice) -> String {
    let mut text = String::new();
    for paragraph in 0..2 {
        if paragraph > 0 {
            text.push_str("\n\n");
        }
        for word in 0..14 + dice.below(20) {
            if word > 0 {
                text.push(' ');
            }
            match dice.below(20) {
                0 => text.push_str("XXXX"),
                1 => text.push_str("XX/XX/2021"),
                2 => text += &format!("{{${}.{:02}}}", dice.below(9_000), dice.below(100)),
                3 => text += &format!("\"{}\"", dice.pick(&WORDS)),
                4 => text += &format!("{},", dice.pick(&WORDS)),
                _ => text.push_str(dice.pick(&WORDS)),
            }
        }
        text.push('.');
    }
    text
}

/// `SplitMix64` (Steele, Lea, Flood 2014): a row's own numbers, one after the other.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

const PRODUCTS: [&str; 7] = [
    "Credit reporting or other personal consumer reports",
    "Credit reporting, credit repair services, or other personal consumer reports",
    "Debt collection",
    "Checking or savings account",
    "Credit card or prepaid card",
    "Mortgage",
    "Money transfer, virtual currency, or money service",
];
const SUB_PRODUCTS: [&str; 7] = [
    "Credit reporting",
    "General-purpose credit card or charge card",
    "Checking account",
    "Conventional home mortgage",
    "Other debt",
    "",
    "Domestic (US) money transfer",
];
const ISSUES: [&str; 8] = [
    "Incorrect information on your report",
    "Improper use of your report",
    "Problem with a company's investigation into an existing problem",
    "Attempts to collect debt not owed",
    "Managing an account",
    "Trouble during payment process",
    "Written notification about debt",
    "Fees or interest",
];
const SUB_ISSUES: [&str; 8] = [
    "Information belongs to someone else",
    "Reporting company used your report improperly",
    "Their investigation did not fix an error on your report",
    "",
    "Account status incorrect",
    "Debt is not yours",
    "Deposits and withdrawals",
    "Credit inquiries on your report that you don't recognize",
];
const PUBLIC_RESPONSES: [&str; 4] = [
    "",
    "",
    "Company has responded to the consumer and the CFPB and chooses not to provide a public response",
    "Company believes it acted appropriately as authorized by contract or law",
];
const ANSWERS: [&str; 5] =
    ["Closed with explanation", "Closed with explanation", "Closed with non-monetary relief", "Closed with monetary relief", "In progress"];
const STATES: [&str; 12] = ["CA", "FL", "TX", "NY", "GA", "IL", "PA", "NJ", "NC", "OH", "MD", ""];
const WORDS: [&str; 120] = [
    "account",
    "address",
    "after",
    "again",
    "agency",
    "agent",
    "agreed",
    "alert",
    "amount",
    "answer",
    "appeal",
    "asked",
    "balance",
    "bank",
    "because",
    "before",
    "bureau",
    "called",
    "cannot",
    "card",
    "charge",
    "check",
    "claim",
    "closed",
    "collect",
    "company",
    "confirm",
    "contact",
    "contract",
    "copy",
    "credit",
    "customer",
    "date",
    "debit",
    "debt",
    "denied",
    "deposit",
    "detail",
    "dispute",
    "document",
    "email",
    "error",
    "escrow",
    "evidence",
    "explain",
    "false",
    "federal",
    "fee",
    "file",
    "forbearance",
    "form",
    "fraud",
    "fund",
    "hardship",
    "history",
    "hold",
    "identity",
    "income",
    "incorrect",
    "inquiry",
    "insurance",
    "interest",
    "invoice",
    "item",
    "law",
    "lender",
    "letter",
    "limit",
    "loan",
    "mail",
    "manager",
    "merchant",
    "message",
    "month",
    "mortgage",
    "never",
    "notice",
    "number",
    "office",
    "online",
    "opened",
    "owed",
    "paid",
    "past",
    "payment",
    "payoff",
    "pending",
    "phone",
    "police",
    "policy",
    "posted",
    "principal",
    "proof",
    "property",
    "purchase",
    "rate",
    "reason",
    "received",
    "record",
    "refund",
    "refused",
    "removed",
    "repair",
    "report",
    "request",
    "resolve",
    "response",
    "return",
    "review",
    "score",
    "servicer",
    "settle",
    "statement",
    "stolen",
    "supervisor",
    "theft",
    "transfer",
    "unable",
    "verify",
    "written",
];
