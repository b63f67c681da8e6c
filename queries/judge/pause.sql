-- purpose: the stretches in which a clause's clock is stopped for a case, before any start is looked at
-- params:  none
-- reads:   judge_pause, judge_match, judge_deadline
-- grain:   one row per clause, case and stretch; stretches are apart and not empty
-- columns: clause_key integer, case_key bigint, from_us bigint, until_us bigint (null: still open)
-- why:     each pause runs to the next `until` event in order; pauses that overlap or touch are one
create or replace temp table judge_stopped as
with concerned as (
    select distinct
        d.clause_key,
        d.case_key
    from judge_deadline as d
    join judge_pause as p
        on p.clause_key = d.clause_key
),
each_pause as (
    select
        k.clause_key,
        k.case_key,
        f.at_us as from_us,
        coalesce(arg_min(u.at_us, u.seq), 9223372036854775807) as until_us
    from concerned as k
    join judge_pause as p
        on p.clause_key = k.clause_key
    join judge_match as f
        on f.set_key = p.from_set
        and f.case_key = k.case_key
    left join judge_match as u
        on u.set_key = p.until_set
        and u.case_key = k.case_key
        and u.seq > f.seq
    group by k.clause_key, k.case_key, p.pause_no, f.seq, f.at_us
),
marked as (
    select
        e.*,
        coalesce(
            e.from_us > max(e.until_us) over (
                partition by e.clause_key, e.case_key
                order by e.from_us, e.until_us
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as begins_stretch
    from each_pause as e
    where e.from_us < e.until_us
),
numbered as (
    select
        m.*,
        count(*) filter (m.begins_stretch) over (
            partition by m.clause_key, m.case_key
            order by m.from_us, m.until_us
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
