-- purpose: the verdicts of all review clauses
-- params:  as_of timestamp, UTC
-- reads:   judge_review_period, judge_clause, judge_selector, events
-- grain:   one row per clause and whole period
-- columns: those of judge_verdict; case_key is null
-- why:     an event of the organisation counts in the period that it fell in, the end not included
with happened as (
    select
        s.set_key,
        epoch_us(e.at) as at_us,
        row_number() over (partition by s.set_key order by e.at, e.source, e.import, e.file, e.row, e.part) as seq,
        e.evidence
    from events as e
    join judge_selector as s
        on s.event = e.event
        and s.group_key = 0
    where e.case_id is null
        and e.at <= $as_of
        and coalesce(s.auto = e.auto, s.auto is null)
        and (s.roles is null or coalesce(list_contains(s.roles, e.role), false))
        and (
            s.with_fields is null
            or len(list_filter(
                s.with_fields,
                lambda f: case f
                    when 'expected_at' then e.expected_at is not null
                    when 'actor' then regexp_matches(e.actor, '\S')
                    when 'role' then e.role is not null
                    else coalesce(regexp_matches(e.attributes[f], '\S'), false)
                end
            )) = len(s.with_fields)
        )
)
select
    p.clause_key,
    null as case_key,
    p.cycle,
    case
        when min(h.seq) is not null then 'met'::judge_status
        when epoch_us($as_of) < p.due_us then 'pending'::judge_status
        else 'missed'::judge_status
    end as status,
    p.start_us,
    p.due_us,
    arg_min(h.at_us, h.seq) as done_us,
    false as extended,
    1 as count,
    arg_min(h.evidence, h.seq)::judge_evidence as evidence,
    p.belongs_us,
    false as is_split
from judge_review_period as p
join judge_clause as c
    on c.clause_key = p.clause_key
left join happened as h
    on h.set_key = c.require_set
    and h.at_us >= p.start_us
    and h.at_us < p.due_us
group by p.clause_key, p.cycle, p.start_us, p.due_us, p.belongs_us
