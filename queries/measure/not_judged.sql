-- purpose: what no verdict speaks of: cases under no version of a policy, cases not received yet, events of no case
-- params:  as_of timestamp, UTC
-- reads:   cases, policies, judge_case, judge_covered, judge_timeline, judge_row_event
-- grain:   one row per reason with any
-- columns: what varchar (in words), count bigint
-- why:     what is not judged is counted, never left out in silence. What happened is counted by timelines where there are any
with existing as (
    select count(*) as case_count
    from judge_case as k
),
covered as (
    select
        p.policy,
        coalesce(sum(c.case_count), 0)::bigint as case_count
    from (select distinct q.policy from policies as q) as p
    left join judge_covered as c
        on c.policy = p.policy
    group by p.policy
),
unnumbered as (
    select
        t.source,
        t.case_id
    from judge_timeline as t
    anti join judge_case as k
        on k.source = t.source
        and k.case_id = t.case_id
),
known as (
    select
        c.source,
        c.case_id
    from cases as c
    semi join unnumbered as u
        on u.source = c.source
        and u.case_id = c.case_id
),
unknown_timeline as (
    select u.*
    from unnumbered as u
    anti join known as k
        on k.source = u.source
        and k.case_id = u.case_id
),
unknown_event as (
    select coalesce(sum(len(list_filter(t.happened, lambda e: e.at_us <= epoch_us($as_of::timestamp)))), 0) as events
    from judge_timeline as t
    semi join unknown_timeline as u
        on u.source = t.source
        and u.case_id = t.case_id
    union all
    select count(*) as events
    from judge_row_event as e
    anti join cases as c
        on c.source = e.source
        and c.case_id = e.case_id
    where e.at_us <= epoch_us($as_of::timestamp)
),
told as (
    select
        'cases under no version of the policy ' || c.policy || ' on their date of receipt: not judged by it' as what,
        e.case_count - c.case_count as count
    from covered as c
    cross join existing as e
    union all
    select
        'cases received after that instant: they do not exist yet' as what,
        count(*) as count
    from cases as c
    where c.received_at > $as_of
    union all
    select
        'events whose case is not there: kept, and not judged' as what,
        sum(u.events)::bigint as count
    from unknown_event as u
)
select
    t.what,
    t.count
from told as t
where t.count > 0
order by t.what
