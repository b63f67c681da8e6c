-- purpose: verdicts counted by clause, segment and period, where only counts were kept
-- params:  by_column: the column that they were divided by when they were counted
-- reads:   judge_tally
-- grain:   one row per range of cases, clause, segment, period, status and evidence
-- columns: clause_key integer, segment varchar, period_start date, status, evidence, count bigint
-- why:     the same question, whether or not the verdicts are there
create or replace temp macro tally_by(by_column) as table
select
    t.clause_key,
    t.segment,
    t.period_start,
    t.status,
    t.evidence,
    t.count
from judge_tally as t
