-- purpose: the verdicts of all record clauses
-- params:  none
-- reads:   concerned_by, judge_case_text
-- grain:   one row per clause and case
-- columns: those of judge_verdict
-- why:     white space alone is blank; a name that is no column is an attribute. What the mapping writes is presumed of the case
with looked_at as (
    select
        c.clause_key,
        c.case_key,
        c.received_us,
        c.is_stated,
        (c.filled | coalesce(t.filled, 0)) & c.fields_bits = c.fields_bits as is_filled
    from concerned_by('record') as c
    left join judge_case_text as t
        on t.case_key = c.case_key
    where c.applies
)
select
    l.clause_key,
    l.case_key,
    1 as cycle,
    case when l.is_filled then 'met'::judge_status else 'missed'::judge_status end as status,
    l.received_us as start_us,
    l.received_us as due_us,
    case when l.is_filled then l.received_us end as done_us,
    false as extended,
    1 as count,
    case when l.is_filled then case when l.is_stated then 'presumed' else 'event' end::judge_evidence end as evidence,
    l.received_us - 1 as belongs_us,
    false as is_split
from looked_at as l
