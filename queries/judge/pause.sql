-- purpose: the stretches in which a clause's clock is stopped for a case, before any start is looked at
-- params:  none
-- reads:   judge_pause, judge_docket_event, judge_deadline
-- grain:   one row per clause, case and stretch; stretches are apart and not empty
-- columns: clause_key, case_key integer, from_us bigint, until_us bigint (null: still open)
-- why:     each pause runs to the next `until` event in order; pauses that overlap or touch are one. Of those that begin at one instant
--          the longest is taken first: equal rows could stand in another order in each window, and be counted as two stretches
create or replace temp table judge_stopped as
with concerned as (
    select distinct
        d.clause_key,
        d.case_key
    from judge_deadline as d
    semi join judge_pause as p
        on p.clause_key = d.clause_key
),
each_pause as (
    select
        k.clause_key,
        k.case_key,
        f.at_us as from_us,
        coalesce(arg_min(u.at_us, u.packed), 9223372036854775807) as until_us
    from concerned as k
    join judge_pause as p
        on p.clause_key = k.clause_key
    join judge_docket_event as f
        on f.case_key = k.case_key
        and f.packed & p.from_bits <> 0
    left join judge_docket_event as u
        on u.case_key = k.case_key
        and u.packed > f.packed
        and u.packed & p.until_bits <> 0
    group by k.clause_key, k.case_key, p.pause_no, f.packed, f.at_us
),
apart as (
    select
        e.clause_key,
        e.case_key,
        e.from_us,
        max(e.until_us) as until_us
    from each_pause as e
    where e.from_us < e.until_us
    group by e.clause_key, e.case_key, e.from_us
),
marked as (
    select
        e.*,
        coalesce(
            e.from_us > max(e.until_us) over (
                partition by e.clause_key, e.case_key
                order by e.from_us
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as begins_stretch
    from apart as e
),
numbered as (
    select
        m.*,
        count(*) filter (m.begins_stretch) over (
            partition by m.clause_key, m.case_key
            order by m.from_us
            rows unbounded preceding
        ) as stretch
    from marked as m
)
select
    n.clause_key,
    n.case_key,
    min(n.from_us) as from_us,
    nullif(max(n.until_us), 9223372036854775807) as until_us
from numbered as n
group by n.clause_key, n.case_key, n.stretch
