-- purpose: the plain deadlines, which count from the receipt with nothing before it and nothing that moves them: when they fell due, and what
--          was done
-- params:  at_shift, origin_us: how an event is packed, see `judge::layout`
-- reads:   concerned_by, judge_due_at
-- grain:   one row per clause and case
-- columns: clause_key, case_key integer, is_blind boolean, start_us, due_us bigint, done hugeint (the packed event; null: not done),
--          done_us bigint, period_start date (the reporting period that the due belongs to)
-- why:     most deadlines are plain, and then the first required event of all is the one that counts
create or replace temp macro plain_deadlines(at_shift, origin_us) as table
with done as (
    select
        c.clause_key,
        c.case_key,
        c.is_blind,
        c.received_us as start_us,
        c.due_offset + c.stretch_no as due_key,
        list_filter(c.happened, lambda e: e & c.require_bits <> 0)[1] as done
    from concerned_by('deadline') as c
    where c.applies
        and c.is_plain
)
select
    d.clause_key,
    d.case_key,
    d.is_blind,
    d.start_us,
    f.due_us + case when f.runs then d.start_us - f.from_us else 0 end as due_us,
    d.done,
    at_of(d.done, at_shift, origin_us) as done_us,
    f.period_start
from done as d
join judge_due_at as f
    on f.due_key = d.due_key
