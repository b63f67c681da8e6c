-- purpose: the schedule of each cadence: where it starts, where it ends, and the updates between
-- params:  as_of_us bigint; at_shift integer, origin_us, day_unit_us bigint, day_mask hugeint: how an event is packed
-- reads:   concerned_by, calendar tables
-- grain:   one row per clause and case whose schedule starts
-- columns: clause_key, case_key integer, is_blind boolean, calendar_key integer, unit varchar, amount bigint,
--          start_us bigint, start_clock, start_upto bigint, start_day integer (the clock of the start),
--          end_us bigint (null: open), updates hugeint[] (packed events, in order; none looked for where the source is blind)
-- why:     the schedule stands, whenever updates come, so that a window is a division
create or replace temp table judge_schedule as
with begun as (
    select
        c.*,
        list_filter(c.happened, lambda e: e & c.after_bits <> 0)[1] as start
    from concerned_by('cadence') as c
    where c.applies
        and c.answered & c.after_bits <> 0
),
timed as (
    select
        b.*,
        at_of(b.start, $at_shift, $origin_us) as at_us,
        (b.start >> $at_shift) << $at_shift as start_floor
    from begun as b
),
ended as (
    select
        t.*,
        at_of(list_filter(
            t.happened,
            lambda e: case
                when e & t.until_bits = 0 then false
                when e >= t.start_floor then true
                when e & $day_mask = 0 then false
                else last_of(e, $at_shift, $origin_us, $day_mask, $day_unit_us) >= t.at_us
            end
        )[1], $at_shift, $origin_us) as end_us
    from timed as t
),
fenced as (
    select
        e.*,
        floor_of(e.at_us + 1, $at_shift, $origin_us) as from_floor,
        floor_of(coalesce(e.end_us, $as_of_us) + 1, $at_shift, $origin_us) as until_floor
    from ended as e
)
select
    r.clause_key,
    r.case_key,
    r.is_blind,
    r.calendar_key,
    r.unit,
    r.amount,
    r.at_us as start_us,
    r.clock as start_clock,
    r.business_upto as start_upto,
    r.day as start_day,
    r.end_us,
    case when r.is_blind then []::hugeint[] else list_filter(
        r.happened,
        lambda e: case when e & r.require_bits = 0 then false else e >= r.from_floor and e < r.until_floor end
    ) end as updates
from clock_of('fenced') as r
