-- purpose: the cases that are not known to be over and of which a policy asks nothing: no version of it was in force on their receipt
-- params:  as_of timestamp, UTC; owner, team, clause varchar (null: all; of a clause: the policies that have it);
--          ends varchar (JSON list: the events that end a case)
-- reads:   judge_case, judge_case_asked, judge_version, judge_covered, judge_clause, events
-- grain:   one row per policy with any such case
-- columns: policy varchar, case_count bigint
-- why:     a list of duties without theirs must not read as if nothing were owed (DECISIONS 309); of a kind that no version asks
--          about, nothing would be. Events are read only where a policy lacks cases: mostly none does
with asking as (
    select
        j.policy,
        bool_or(j.kinds is null) as is_of_every_kind,
        flatten(list(j.kinds) filter (where j.kinds is not null)) as kinds
    from judge_clause as j
    where j.type <> 'review'
        and ($clause is null or j.clause = $clause)
    group by j.policy
),
lacking as (
    select a.*
    from asking as a
    left join judge_covered as c
        on c.policy = a.policy
    where coalesce(c.case_count, 0) < (select count(*) from judge_case)
),
unjudged as (
    select
        l.*,
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
        and (u.is_of_every_kind or list_contains(u.kinds, k.kind))
),
ended as (
    select
        e.source,
        e.case_id
    from events as e
    join (select distinct a.source, a.case_id, a.received_at from asked as a) as a
        on a.source = e.source
        and a.case_id = e.case_id
    where (e.event = 'reopened' or list_contains(from_json($ends, '["VARCHAR"]'), e.event))
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
