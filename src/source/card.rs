//! Numbers of payment cards.

/// Whether so many digits with their check digit can be the number of a payment card: 13 to 19 of them, the last one by the Luhn algorithm
/// (ISO/IEC 7812-1, annex B). What stands between the digits does not matter.
pub fn is_card_number(number: &str) -> bool {
    let digits: Vec<u32> = number.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0')).collect();
    let in_place = |(place, digit): (usize, &u32)| if place % 2 == 0 { *digit } else { 2 * digit / 10 + 2 * digit % 10 };
    (13..=19).contains(&digits.len()) && digits.iter().rev().enumerate().map(in_place).sum::<u32>().is_multiple_of(10)
}
