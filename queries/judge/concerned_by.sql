-- purpose: the cases of the range with the clauses of one type, of the version that each case is judged by
-- params:  clause_type: deadline, cadence, … (null: all)
-- reads:   judge_docket, judge_scope
-- grain:   one row per case and clause
-- columns: those of judge_docket and judge_scope, and applies boolean (all that `applies` gives holds)
-- why:     the version is that in force on the date of receipt, in the zone of the policy's calendar; its first and last day
--          were turned into instants when the clauses were laid out
create or replace temp macro concerned_by(clause_type) as table
select
    d.case_key,
    d.received_us,
    d.filled,
    d.answered,
    d.happened,
    d.has_days,
    d.receipt,
    s.* exclude (circumstance_key, group_key),
    s.is_listed
        and (s.has_bits is null or d.answered & s.has_bits <> 0)
        and (s.lacks_bits is null or d.answered & s.lacks_bits = 0)
        and case when s.open_rule_key is null then true else coalesce(list_contains(d.outlived, s.clause_key), false) end as applies
from judge_docket as d
join judge_scope as s
    on s.circumstance_key = d.circumstance_key
    and s.group_key = d.group_key
    and s.from_us <= d.received_us
    and s.until_us > d.received_us
where clause_type is null
    or s.type = clause_type
