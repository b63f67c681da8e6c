-- purpose: what no verdict speaks of: cases under no version of a policy, cases not received yet, events of no case
-- params:  as_of timestamp, UTC
-- reads:   cases, events, policies, judge_case, judge_covered
-- grain:   one row per reason with any
-- columns: what varchar (in words), count bigint
-- why:     what is not judged is counted, never left out in silence
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
        count(*) as count
    from events as e
    anti join cases as c
        on c.source = e.source
        and c.case_id = e.case_id
    where e.case_id is not null
)
select
    t.what,
    t.count
from told as t
where t.count > 0
order by t.what
