-- purpose: the cases that are not known to be over and of which a policy asks nothing: no version of it was in force on their receipt
-- params:  as_of timestamp, UTC; owner, team, clause varchar (null: all; of a clause: the policies that have it)
-- reads:   judge_case, judge_case_asked, judge_version, judge_covered, judge_clause, events
-- grain:   one row per policy with any such case
-- columns: policy varchar, case_count bigint
-- why:     a list of duties without theirs must not read as if nothing were owed (DECISIONS 309). Events are read only where a policy
--          lacks cases: mostly none does
with lacking as (
    select v.policy
    from judge_version as v
    left join judge_covered as c
        on c.policy = v.policy
    where coalesce(c.case_count, 0) < (select count(*) from judge_case)
        and (
            $clause is null
            or exists (
                select 1
                from judge_clause as j
                where j.policy = v.policy
                    and j.clause = $clause
            )
        )
    group by v.policy
),
unjudged as (
    select
        l.policy,
        k.source,
        k.case_id,
        make_timestamp(k.received_us) as received_at
    from judge_case as k
    cross join lacking as l
    anti join judge_version as v
        on v.policy = l.policy
        and v.from_us <= k.received_us
        and v.until_us > k.received_us
),
asked as materialized (
    select u.*
    from unjudged as u
    join judge_case_asked as k
        on k.source = u.source
        and k.case_id = u.case_id
    where ($owner is null or k.owner = $owner)
        and ($team is null or k.team = $team)
),
ended as (
    select
        e.source,
        e.case_id
    from events as e
    join (select distinct a.source, a.case_id, a.received_at from asked as a) as a
        on a.source = e.source
        and a.case_id = e.case_id
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e."at" <= $as_of
        and coalesce(e.at_last, e."at") >= a.received_at
    group by e.source, e.case_id
    having last(e.event order by e."at", e.import, e.file, e.row, e.part) <> 'reopened'
)
select
    a.policy,
    count(*) as case_count
from asked as a
anti join ended as o
    on o.source = a.source
    and o.case_id = a.case_id
group by a.policy
order by a.policy
