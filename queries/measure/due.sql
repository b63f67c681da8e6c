-- purpose: open duties by the instant at which they fall due, overdue ones first
-- params:  as_of, horizon timestamp, UTC: duties due after horizon are left out (null: none is)
--          owner, team, clause varchar (null: all); undated boolean (true: the duties without a due instant too; null: false)
-- reads:   judge_verdict, judge_clause, judge_case, judge_case_asked, judge_timeline, judge_signature, judge_row_event, events, told_events
-- grain:   one row per duty that is open: not yet due, or overdue in a case that is not closed, or open again, or was closed before
--          the duty began; and per action that is not completed and has a due date (clause "action", no policy and no case)
-- columns: due_at timestamp, overdue boolean (as the verdict has it: where only the day of the start is known, not before the last
--          possible due; null: missed, in a case of which it cannot be shown whether it is open), policy, clause, source, case_id, kind, channel, category, team, owner, customer varchar,
--          received_at timestamp, "text" varchar (what is asked), cycle bigint, effective_from date (the first day of the version of
--          the procedure that asks it; null: it names none), open_known boolean (false: the source cannot report closings, and nothing
--          else tells that the case ended or was opened again, so whether it is open cannot be shown)
--          due_at is null for undated ones: deadlines in a case that is not closed whose clock stands still or that have no limit,
--          and actions without a due date
-- why:     what was missed in a closed case is history, and what only a review can settle is the organisation's own duty (no case).
--          A closed case keeps what is not due yet, such as a follow-up; what has no date ends with it. No closing ends what began
--          after it, such as the decision of an appeal (DECISIONS 251). Where no closing can be shown, what was missed may be history
--          (DECISIONS 281)
with organisation as (
    select
        e.event,
        e.source,
        coalesce(nullif(trim(e.attributes['action']), ''), cast(e."row" as varchar)) as action,
        coalesce(e.expected_at, try_cast(e.attributes['due_at'] as timestamp)) as due_at,
        e.attributes['title'] as title,
        coalesce(e.attributes['owner'], e.actor) as owner,
        e.attributes['team'] as team
    from events as e
    where e.case_id is null
        and e.event in ('action_opened', 'action_completed')
        and e."at" <= $as_of
),
owed as (
    select
        v.clause_key,
        v.case_key,
        c.policy,
        c.clause,
        c.text,
        c.effective_from,
        v.cycle,
        v.status = 'missed' as is_missed,
        v.status = 'missed' or v.due_us is null as ends_with_case,
        v.start_us,
        make_timestamp(v.due_us) as due_at
    from judge_verdict as v
    join judge_clause as c
        on c.clause_key = v.clause_key
        and c.reading = 'main'
    where (v.due_us is not null or coalesce($undated::boolean, false))
        and v.status in ('pending', 'missed')
        and (c.type = 'deadline' or (v.status = 'pending' and v.due_us is not null))
),
able as (
    select distinct
        r.source,
        r.teller
    from told_events as r
    where r.event = 'closed'
),
named as (
    select
        k.case_key,
        k.source,
        k.case_id,
        a.source is not null as is_able
    from judge_case as k
    semi join owed as o
        on o.case_key = k.case_key
    left join able as a
        on a.source = k.source
        and a.teller = k.teller
),
missing as (
    select
        n.case_key,
        n.source,
        n.case_id
    from named as n
    left join owed as o
        on o.case_key = n.case_key
        and o.ends_with_case
    where o.case_key is not null
        or not n.is_able
    group by all
),
listed as (
    select
        m.case_key,
        t.place,
        unnest(t.happened) as event,
        generate_subscripts(t.happened, 1) as position
    from judge_timeline as t
    join missing as m
        on m.source = t.source
        and m.case_id = t.case_id
),
told as (
    select
        l.case_key,
        s.event,
        l.event.at_us as at_us,
        l.event.at_us + coalesce(s.span_us, 0) as last_us,
        l.position
    from listed as l
    join judge_signature as s
        on s.place = l.place
        and s.sign = l.event.sign
    union all
    select
        m.case_key,
        e.event,
        e.at_us,
        coalesce(e.last_us, e.at_us) as last_us,
        e.order_no as position
    from judge_row_event as e
    join missing as m
        on m.source = e.source
        and m.case_id = e.case_id
),
word as (
    select
        t.case_key,
        -- A closing known only by its day may have come at its end.
        max(t.last_us) filter (where t.event <> 'reopened') as closed_us,
        arg_max(t.event, (t.at_us, t.position)) <> 'reopened' as is_closed
    from told as t
    -- What ended before the receipt ended nothing.
    join judge_case as k
        on k.case_key = t.case_key
        and k.received_us <= t.last_us
    where t.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and t.at_us <= epoch_us($as_of::timestamp)
    group by t.case_key
),
concerned as (
    select
        n.case_key,
        n.is_able or w.case_key is not null as open_known,
        w.closed_us,
        coalesce(w.is_closed, false) as is_closed,
        k.*
    from judge_case_asked as k
    join named as n
        on n.source = k.source
        and n.case_id = k.case_id
    left join word as w
        on w.case_key = n.case_key
),
duties as (
select
    v.due_at,
    case when not v.is_missed then false when k.open_known then true end as overdue,
    v.policy,
    v.clause,
    k.source,
    k.case_id,
    k.kind,
    k.channel,
    k.category,
    k.team,
    k.owner,
    k.customer,
    k.received_at,
    v.text,
    v.cycle,
    v.effective_from,
    coalesce(k.open_known, true) as open_known
from owed as v
left join concerned as k
    on k.case_key = v.case_key
where (not v.ends_with_case or not coalesce(k.is_closed, false) or v.start_us > k.closed_us)
    and ($horizon is null or v.due_at is null or v.due_at <= $horizon)
    and ($owner is null or k.owner = $owner)
    and ($team is null or k.team = $team)
    and ($clause is null or v.clause = $clause)
union all
select
    o.due_at,
    o.due_at < $as_of as overdue,
    null as policy,
    'action' as clause,
    o.source,
    null as case_id,
    null as kind,
    null as channel,
    null as category,
    o.team,
    o.owner,
    null as customer,
    null as received_at,
    coalesce(o.title, 'Complete the action ' || o.action) as text,
    null as cycle,
    null as effective_from,
    true as open_known
from organisation as o
where o.event = 'action_opened'
    and (o.due_at is not null or coalesce($undated::boolean, false))
    and not exists (
        select 1
        from organisation as done
        where done.event = 'action_completed'
            and done.source = o.source
            and done.action = o.action
    )
    and ($horizon is null or o.due_at is null or o.due_at <= $horizon)
    and ($owner is null or o.owner = $owner)
    and ($team is null or o.team = $team)
    and ($clause is null or $clause = 'action')
)
select
    d.due_at,
    d.overdue,
    d.policy,
    d.clause,
    d.source,
    d.case_id,
    d.kind,
    d.channel,
    d.category,
    d.team,
    d.owner,
    d.customer,
    d.received_at,
    d.text,
    d.cycle,
    d.effective_from,
    d.open_known
from duties as d
order by d.due_at, d.policy, d.clause, d.source nulls first, d.case_id nulls first, d.cycle
