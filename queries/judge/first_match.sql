-- purpose: the first event of each case that answers to each set of selectors
-- params:  none
-- reads:   judge_match
-- grain:   one row per selector set and case with at least one such event
-- columns: set_key integer, case_key, seq, at_us, last_us bigint, evidence varchar
-- why:     "first" is by instant, then by the order of the source rows, which seq holds
create or replace temp table judge_first as
select
    m.set_key,
    m.case_key,
    min(m.seq) as seq,
    arg_min(m.at_us, m.seq) as at_us,
    arg_min(m.last_us, m.seq) as last_us,
    arg_min(m.evidence, m.seq) as evidence
from judge_match as m
group by m.set_key, m.case_key
