-- purpose: the cases of the range with the clauses of one type, of the version that each case is judged by
-- params:  clause_type: deadline, cadence, … (null: all)
-- reads:   judge_docket, judge_scope, judge_outlived
-- grain:   one row per case and clause
-- columns: those of judge_docket and judge_scope that decide a verdict, applies boolean (all that `applies` gives holds),
--          is_plain boolean (a deadline that counts from the receipt, with nothing before it and nothing that moves it)
-- why:     the version is that in force on the date of receipt, in the zone of the policy's calendar; its first and last day
--          were turned into instants when the clauses were laid out
create or replace temp macro concerned_by(clause_type) as table
select
    d.*,
    s.* exclude (circumstance_key, group_key),
    s.counts_from_receipt and d.begins_with_receipt and d.answered & (s.pause_bits | s.extend_bits) = 0 as is_plain,
    s.is_listed
        and (s.has_bits is null or d.answered & s.has_bits <> 0)
        and (s.lacks_bits is null or d.answered & s.lacks_bits = 0)
        and (s.open_rule_key is null or o.case_key is not null) as applies
from judge_docket as d
join judge_scope as s
    on s.circumstance_key = d.circumstance_key
    and s.group_key = d.group_key
    and s.from_us <= d.received_us
    and s.until_us > d.received_us
left join judge_outlived as o
    on o.clause_key = s.clause_key
    and o.case_key = case when s.open_rule_key is not null then d.case_key end
where clause_type is null
    or s.type = clause_type
