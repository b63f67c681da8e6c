//! The decisions are found by their subject.

use std::collections::BTreeSet;

const DECISIONS: &str = include_str!("../../docs/DECISIONS.md");

#[test]
fn every_decision_has_a_number_of_its_own_and_stands_under_a_subject() {
    let headings = DECISIONS.lines().filter_map(|line| line.strip_prefix("## "));
    let numbers: Vec<u32> = headings.map(|heading| heading.split_once('.').unwrap().0.parse().unwrap()).collect();
    let subjects = DECISIONS.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**: "));
    let listed: BTreeSet<u32> = subjects.flat_map(|(_, numbers)| numbers.split(", ")).map(|number| number.parse().unwrap()).collect();
    assert_eq!(numbers.iter().copied().collect::<BTreeSet<u32>>(), listed);
    assert_eq!(numbers.len(), listed.len(), "two decisions have one number");
}
