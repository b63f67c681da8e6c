-- purpose: the empty table of counted verdicts
-- params:  none
-- reads:   nothing
-- grain:   one row per range of cases, clause, segment, period, status and evidence
-- columns: clause_key integer, segment varchar, period_start date, status, evidence, count bigint
-- why:     where only counts are asked for, verdicts need not be kept: every range of cases adds its counts
create or replace temp table judge_tally (
    clause_key integer not null,
    segment varchar,
    period_start date not null,
    status judge_status not null,
    evidence judge_evidence,
    count bigint not null
)
