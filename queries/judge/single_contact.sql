-- purpose: the verdicts of all single-contact clauses
-- params:  none
-- reads:   judge_pair, judge_clause, judge_match, judge_first
-- grain:   one row per clause and case with a contact, or whose source cannot show any
-- columns: those of judge_verdict
-- why:     missed at the first contact by one actor too many; a contact without an actor leaves it open who it was
insert into judge_verdict
with contacts as (
    select
        p.clause_key,
        p.case_key,
        c.at_most,
        m.seq,
        m.at_us,
        m.actor,
        m.evidence
    from judge_pair as p
    join judge_clause as c
        on c.clause_key = p.clause_key
        and c.type = 'single_contact'
    join judge_match as m
        on m.set_key = c.require_set
        and m.case_key = p.case_key
    where p.applies
),
actors as (
    select
        c.clause_key,
        c.case_key,
        c.at_most,
        c.actor,
        min(c.seq) as seq,
        arg_min(c.at_us, c.seq) as at_us,
        arg_min(c.evidence, c.seq) as evidence,
        row_number() over (partition by c.clause_key, c.case_key order by min(c.seq)) as place
    from contacts as c
    where c.actor is not null
    group by c.clause_key, c.case_key, c.at_most, c.actor
),
surplus as (
    select
        a.clause_key,
        a.case_key,
        a.at_us,
        a.evidence
    from actors as a
    where a.place = a.at_most + 1
),
summed as (
    select
        c.clause_key,
        c.case_key,
        arg_min(c.at_us, c.seq) as start_us,
        bool_or(c.actor is null) as has_unnamed
    from contacts as c
    group by c.clause_key, c.case_key
)
select
    p.clause_key,
    p.case_key,
    1 as cycle,
    case
        when x.clause_key is not null then 'missed'
        when s.has_unnamed or p.is_blind then 'unknown'
        when u.case_key is not null then 'met'
        else 'pending'
    end as status,
    s.start_us,
    null as due_us,
    x.at_us as done_us,
    false as extended,
    1 as count,
    x.evidence,
    null as origin_us
from judge_pair as p
join judge_clause as c
    on c.clause_key = p.clause_key
    and c.type = 'single_contact'
left join summed as s
    on s.clause_key = p.clause_key
    and s.case_key = p.case_key
left join surplus as x
    on x.clause_key = p.clause_key
    and x.case_key = p.case_key
left join judge_first as u
    on u.set_key = c.until_set
    and u.case_key = p.case_key
where p.applies
    and (s.clause_key is not null or p.is_blind)
