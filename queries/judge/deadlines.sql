-- purpose: every start of a deadline clause that applies, plain ones left out, and what counts as done after it
-- params:  is_special: whether those are asked for that something may move (a pause, a notice, an event known only by its day);
--          the others say how an event is packed, see `judge::layout`
-- reads:   concerned_by
-- grain:   one row per clause, case and cycle
-- columns: clause_key, case_key, cycle, rule_key integer, is_blind boolean, start_us, start_last_us bigint,
--          done hugeint (the packed event; null: not done), is_ended boolean (an `until` event has happened; asked only where
--          there is no `within`)
-- why:     done is the first required event, other than the start itself, whose last possible instant is not before the start
create or replace temp macro deadlines(is_special, at_shift, origin_us, day_mask, day_unit_us) as table
with concerned as not materialized (
    select c.*
    from concerned_by('deadline') as c
    where c.applies
        and c.answered & c.after_bits <> 0
        and not c.is_plain
        and is_special = (c.rule_key is not null and (c.has_days or c.answered & (c.pause_bits | c.extend_bits) <> 0))
),
begun as (
    select
        c.*,
        1 as cycle,
        case when c.starts_at_receipt and c.receipt is not null
            then c.receipt
            else list_filter(c.happened, lambda e: e & c.after_bits <> 0)[1]
        end as start
    from concerned as c
    where not c.each_start
    union all
    select
        c.* exclude (starts),
        unnest(range(1, len(c.starts) + 1)) as cycle,
        unnest(c.starts) as start
    from (
        select
            c.*,
            list_filter(c.happened, lambda e: e & c.after_bits <> 0) as starts
        from concerned as c
        where c.each_start
    ) as c
),
timed as (
    select
        b.*,
        at_of(b.start, at_shift, origin_us) as start_us,
        (b.start >> at_shift) << at_shift as start_floor
    from begun as b
),
done as (
    select
        t.*,
        list_filter(
            t.happened,
            lambda e: case
                when e & t.require_bits = 0 or e = t.start then false
                when e >= t.start_floor then true
                when e & day_mask = 0 then false
                else last_of(e, at_shift, origin_us, day_mask, day_unit_us) >= t.start_us
            end
        )[1] as done
    from timed as t
)
select
    d.clause_key,
    d.case_key,
    d.cycle::integer as cycle,
    d.rule_key,
    d.is_blind,
    d.start_us,
    last_of(d.start, at_shift, origin_us, day_mask, day_unit_us) as start_last_us,
    d.done,
    case when d.rule_key is null and d.done is null then len(list_filter(
        d.happened,
        lambda e: case
            when e & d.until_bits = 0 then false
            when e >= d.start_floor then true
            when e & day_mask = 0 then false
            else last_of(e, at_shift, origin_us, day_mask, day_unit_us) >= d.start_us
        end
    )) > 0 end as is_ended
from done as d
