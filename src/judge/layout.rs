//! How an event is packed into one 127-bit number.
//!
//! From the top down: its instant, counted from the earliest one of all; its place among the
//! events of its instant; one bit for each set of selectors that it answers to; its evidence; and,
//! where only a day is known, how long that day is. Sorted, the numbers stand in the order of the
//! events, and "the first required event at or after the start" is a filter over small numbers.
//! How wide each part is depends on the data, so it is worked out for each judgement.

use super::plan::Reach;
use crate::error::{Error, Result};
use crate::time::Instant;

/// Widths that a signed 128-bit number leaves for all parts together.
const BITS: u32 = 126;
/// Selector sets and all below them must be held by a signed 64-bit number.
const LOW_BITS: u32 = 62;
/// Event, proxy, presumed.
const EVIDENCE_BITS: u32 = 2;

/// Where the parts of a packed event lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The instant that counts as zero.
    pub origin_us: i64,
    /// The bits of the length of a day that is all that is known of an instant, counted in `day_unit_us`; 0: the instant is known.
    pub day_mask: i64,
    /// What lengths of days are counted in, in microseconds.
    pub day_unit_us: i64,
    /// Where the evidence begins.
    pub evidence_shift: u32,
    /// Where the selector sets begin.
    pub set_shift: u32,
    /// How many selector sets there is room for.
    pub set_capacity: u32,
    /// Where the place among the events begins.
    pub order_shift: u32,
    /// The bits of the place, shifted down.
    pub order_mask: i64,
    /// Where the instant begins.
    pub at_shift: u32,
}

impl Layout {
    /// The layout for data that reach so far, judged as of an instant.
    pub fn new(reach: &Reach, as_of: Instant) -> Result<Self> {
        let day_unit_us = reach.day_lengths.iter().copied().fold(0, greatest_common_divisor).max(1);
        let day_bits = width(reach.day_lengths.iter().max().map_or(0, |length| length / day_unit_us));
        let order_bits = width(reach.next_order);
        // The end of an update's stretch is one microsecond after the last instant that exists.
        let at_bits = width(as_of.0.saturating_sub(reach.earliest.0).saturating_add(2));
        let set_shift = day_bits + EVIDENCE_BITS;
        let room = BITS.saturating_sub(at_bits + order_bits + set_shift).min(LOW_BITS.saturating_sub(set_shift));
        if room < FEWEST_SETS {
            return Err(Error::new("the events reach too far, or are too many, to be judged together")
                .remedy("Look for impossible dates: `ombud query \"select min(at), count(*) from events\"`."));
        }
        let order_shift = set_shift + room;
        Ok(Self {
            origin_us: reach.earliest.0,
            day_mask: (1 << day_bits) - 1,
            day_unit_us,
            evidence_shift: day_bits,
            set_shift,
            set_capacity: room,
            order_shift,
            order_mask: (1 << order_bits) - 1,
            at_shift: order_shift + order_bits,
        })
    }

    /// The bits of all selector sets.
    pub fn set_mask(&self) -> i64 {
        ((1 << self.set_capacity) - 1) << self.set_shift
    }

    /// The bit of the `index`th selector set of a group of clauses.
    pub fn set_bit(&self, index: usize) -> i64 {
        1 << (self.set_shift + index as u32)
    }
}

/// What one clause may well ask for: less room than this is no use.
const FEWEST_SETS: u32 = 12;

/// How many bits a number from 0 to `largest` needs.
fn width(largest: i64) -> u32 {
    i64::BITS - largest.max(0).leading_zeros()
}

fn greatest_common_divisor(left: i64, right: i64) -> i64 {
    if right == 0 { left } else { greatest_common_divisor(right, left % right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(day_lengths: Vec<i64>, next_order: i64) -> Reach {
        let earliest: Instant = "2024-01-01T00:00:00Z".parse().unwrap();
        Reach { case_count: 1, first_received: Some(earliest), earliest, latest: earliest, next_order, day_lengths, days: Vec::new() }
    }

    #[test]
    fn parts_lie_side_by_side_and_fill_the_number() {
        let as_of: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        // Days of 23, 24 and 25 hours are counted in hours: 25 needs five bits. Order: 5,000,000 needs 23.
        let layout = Layout::new(&reach(vec![82_800_000_000, 86_400_000_000, 90_000_000_000], 5_000_000), as_of).unwrap();
        assert_eq!((layout.day_unit_us, layout.day_mask), (3_600_000_000, 31));
        assert_eq!((layout.evidence_shift, layout.set_shift), (5, 7));
        // 731 days are 6.3e13 microseconds: 46 bits; 126 - 46 - 23 - 7 = 50 sets.
        assert_eq!(layout.set_capacity, 50);
        assert_eq!((layout.order_shift, layout.at_shift), (57, 80));
    }

    #[test]
    fn where_all_instants_are_known_no_bit_is_spent_on_days() {
        let as_of: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let layout = Layout::new(&reach(Vec::new(), 1), as_of).unwrap();
        assert_eq!((layout.day_mask, layout.day_unit_us, layout.set_capacity), (0, 1, 60));
    }

    #[test]
    fn the_year_one_leaves_room_enough() {
        let as_of: Instant = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut reach = reach(vec![86_400_000_000], 1 << 36);
        reach.earliest = "0001-01-01T00:00:00Z".parse().unwrap();
        assert!(Layout::new(&reach, as_of).unwrap().set_capacity >= 25);
    }
}
