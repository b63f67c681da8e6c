-- purpose: the stretches in which a probe's clock stands still for a case, before any start is looked at
-- params:  none
-- reads:   what_if_match
-- grain:   one row per probe, case and stretch; stretches are apart and not empty
-- columns: probe, source, case_id varchar, from_us bigint, until_us bigint (null: still open)
-- why:     each pause runs to the next event that ends it, in order; pauses that overlap or touch are one. Of those that begin at one
--          instant the longest is taken: equal rows could stand in another order in each window, and be counted as two stretches
create or replace temp table what_if_stop as
with each_pause as (
    select
        f.probe,
        f.source,
        f.case_id,
        f.at_us as from_us,
        coalesce(arg_min(u.at_us, u.seq), 9223372036854775807) as until_us
    from what_if_match as f
    left join what_if_match as u
        on u.probe = f.probe
        and u.part = 'upto'
        and u.pause_no = f.pause_no
        and u.source = f.source
        and u.case_id = f.case_id
        and u.seq > f.seq
    where f.part = 'from'
    group by f.probe, f.source, f.case_id, f.pause_no, f.seq, f.at_us
),
apart as (
    select
        e.probe,
        e.source,
        e.case_id,
        e.from_us,
        max(e.until_us) as until_us
    from each_pause as e
    where e.from_us < e.until_us
    group by e.probe, e.source, e.case_id, e.from_us
),
marked as (
    select
        e.*,
        coalesce(
            e.from_us > max(e.until_us) over (
                partition by e.probe, e.source, e.case_id
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
            partition by m.probe, m.source, m.case_id
            order by m.from_us
            rows unbounded preceding
        ) as stretch
    from marked as m
)
select
    n.probe,
    n.source,
    n.case_id,
    min(n.from_us) as from_us,
    nullif(max(n.until_us), 9223372036854775807) as until_us
from numbered as n
group by n.probe, n.source, n.case_id, n.stretch
