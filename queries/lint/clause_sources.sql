-- purpose: which sources have cases for each clause, and which of them are blind to what it asks for
-- params:  none
-- reads:   judge_verdict, judge_clause, judge_case, judge_blind
-- grain:   one row per policy version, clause (the reading in force; no reviews) and source with cases judged by the version
-- columns: policy varchar, effective_from date (null: since ever), clause, source varchar, is_blind boolean,
--          case_count bigint (cases judged by the version), applied_count bigint (of those, the ones that the clause applies to)
-- why:     a duty that nothing can show and a promise that nothing tests are faults of the procedure or of the data,
--          not of the people
with judged as (
    select
        v.clause_key,
        k.source,
        bool_and(b.clause_key is not null) as is_blind,
        count(distinct v.case_key) as case_count,
        count(distinct v.case_key) filter (v.status <> 'not_applicable') as applied_count
    from judge_verdict as v
    join judge_case as k
        on k.case_key = v.case_key
    left join judge_blind as b
        on b.clause_key = v.clause_key
        and b.source = k.source
        and b.teller = k.teller
    group by v.clause_key, k.source
)
select
    c.policy,
    c.effective_from,
    c.clause,
    j.source,
    j.is_blind,
    j.case_count,
    j.applied_count
from judged as j
join judge_clause as c
    on c.clause_key = j.clause_key
    and c.reading = 'main'
    and c.type <> 'review'
order by c.policy, c.effective_from nulls first, c.clause_order, c.clause, j.source
