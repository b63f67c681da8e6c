-- purpose: cuts time so that within a stretch each span's due is found in one place and falls into one reporting period
-- params:  none
-- reads:   judge_due_from, judge_period
-- grain:   one row per stretch for which every span has a due; none crosses the end of a UTC day
-- columns: stretch_no integer (1, 2, 3… in order), utc_day integer, from_us, until_us bigint (the latter not included)
-- why:     a case's receipt is placed once, and the due of every clause that counts from it is then one lookup
create or replace temp table judge_stretch as
with cut as (
    select f.from_us as at_us
    from judge_due_from as f
    union
    select f.until_us as at_us
    from judge_due_from as f
    union
    select f.from_us + (p.start_us + 1 - f.due_us) as at_us
    from judge_due_from as f
    join judge_period as p
        on p.start_us + 1 > f.due_us
        and p.start_us + 1 < f.due_us + (f.until_us - f.from_us)
    where f.runs
),
stretch as (
    select
        c.at_us as from_us,
        lead(c.at_us) over (order by c.at_us) as until_us
    from cut as c
)
select
    row_number() over (order by s.from_us)::integer as stretch_no,
    utc_day(s.from_us) as utc_day,
    s.from_us,
    s.until_us
from stretch as s
join judge_due_from as f
    on f.utc_day = utc_day(s.from_us)
    and f.from_us <= s.from_us
    and f.until_us >= s.until_us
group by s.from_us, s.until_us
having count(*) = (select count(distinct f.rule_key) from judge_due_from as f)
