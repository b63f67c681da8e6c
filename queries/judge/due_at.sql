-- purpose: the due of each span for a start in each stretch
-- params:  none
-- reads:   judge_stretch, judge_due_from, judge_period
-- grain:   one row per stretch and rule
-- columns: due_key bigint (rule_key × the number of stretches + stretch_no), from_us, due_us bigint, runs boolean (as in judge_due_from),
--          period_start date (the reporting period that the due belongs to)
-- why:     one whole number finds it
create or replace temp table judge_due_at as
with due as (
    select
        f.rule_key * (select count(*) from judge_stretch) + s.stretch_no as due_key,
        s.from_us,
        f.due_us + case when f.runs then s.from_us - f.from_us else 0 end as due_us,
        f.runs
    from judge_stretch as s
    join judge_due_from as f
        on f.utc_day = s.utc_day
        and f.from_us <= s.from_us
        and f.until_us > s.from_us
)
select
    d.*,
    p.period_start
from due as d
left join judge_period as p
    on p.start_us <= d.due_us - 1
    and p.end_us > d.due_us - 1
