-- purpose: what no verdict speaks of: cases under no version of a policy, cases not received yet, events of no case
-- params:  as_of timestamp, UTC
-- reads:   cases, events, policies, verdicts
-- grain:   one row per reason with any
-- columns: what varchar (in words), count bigint
-- why:     what is not judged is counted, never left out in silence
with judged as (
    select distinct
        v.policy,
        v.source,
        v.case_id
    from verdicts as v
    where v.case_id is not null
),
existing as (
    select
        c.source,
        c.case_id
    from cases as c
    where c.received_at <= $as_of
),
unjudged as (
    select
        p.policy,
        count(*) as count
    from (select distinct q.policy from policies as q) as p
    cross join existing as e
    left join judged as j
        on j.policy = p.policy
        and j.source = e.source
        and j.case_id = e.case_id
    where j.case_id is null
    group by p.policy
),
told as (
    select
        'cases under no version of the policy ' || u.policy || ' on their date of receipt: not judged by it' as what,
        u.count
    from unjudged as u
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
