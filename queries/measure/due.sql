-- purpose: open duties by the instant at which they fall due, overdue ones first
-- params:  as_of, horizon timestamp, UTC: duties due after horizon are left out (null: none is)
--          owner, team, clause varchar (null: all)
-- reads:   verdicts, clauses, cases, events
-- grain:   one row per duty that is open: not yet due, or overdue in a case that nobody has closed
-- columns: due_at timestamp, overdue boolean, policy, clause, source, case_id, kind, channel, category, team, owner, customer varchar,
--          received_at timestamp, "text" varchar (what is asked), cycle bigint
-- why:     what was missed in a closed case is history, and what only a review can settle is the organisation's own duty (no case)
with closed as (
    select distinct
        e.source,
        e.case_id
    from events as e
    where e.event in ('closed', 'withdrawn', 'merged')
        and e.at <= $as_of
),
asked as (
    select
        c.policy,
        c.clause,
        max(c.type) as type,
        arg_max(c.text, coalesce(c.effective_from, date '0001-01-01')) as text
    from clauses as c
    where c.reading = 'main'
    group by c.policy, c.clause
)
select
    v.due_at,
    v.due_at < $as_of as overdue,
    v.policy,
    v.clause,
    v.source,
    v.case_id,
    k.kind,
    k.channel,
    k.category,
    k.team,
    k.owner,
    k.customer,
    k.received_at,
    a.text,
    v.cycle
from verdicts as v
join asked as a
    on a.policy = v.policy
    and a.clause = v.clause
left join cases as k
    on k.source = v.source
    and k.case_id = v.case_id
left join closed as x
    on x.source = v.source
    and x.case_id = v.case_id
where v.reading = 'main'
    and v.due_at is not null
    and (v.status = 'pending' or (v.status = 'missed' and a.type = 'deadline' and x.case_id is null))
    and ($horizon is null or v.due_at <= $horizon)
    and ($owner is null or k.owner = $owner)
    and ($team is null or k.team = $team)
    and ($clause is null or v.clause = $clause)
order by v.due_at, v.policy, v.clause, v.source nulls first, v.case_id nulls first, v.cycle
