-- purpose: the verdicts of the deadlines that nothing moves
-- params:  as_of_us bigint; at_shift, evidence_shift integer, origin_us, day_unit_us, day_mask bigint: how an event is packed
-- reads:   deadlines, judge_due_from
-- grain:   one row per clause, case and cycle
-- columns: those of judge_verdict
-- why:     most deadlines fall due where their span says, and then the due is one lookup
with fell_due as (
    select
        d.*,
        f.due_us + case when f.runs then d.start_us - f.from_us else 0 end as due_us,
        at_of(d.done, $at_shift, $origin_us) as done_us
    from deadlines(false, $at_shift, $origin_us, $day_mask, $day_unit_us) as d
    left join judge_due_from as f
        on f.rule_key = d.rule_key
        and f.utc_day = utc_day(d.start_us)
        and f.from_us <= d.start_us
        and f.until_us > d.start_us
)
select
    f.clause_key,
    f.case_key,
    f.cycle,
    case
        when f.done_us is null then case
            when f.is_blind then 'unknown'::judge_status
            when f.rule_key is null then case when f.is_ended then 'missed'::judge_status else 'pending'::judge_status end
            when $as_of_us <= f.due_us then 'pending'::judge_status
            else 'missed'::judge_status
        end
        when f.rule_key is null then 'met'::judge_status
        when f.done_us > f.due_us then 'late'::judge_status
        when f.done & $day_mask = 0 then 'met'::judge_status
        when last_of(f.done, $at_shift, $origin_us, $day_mask, $day_unit_us) <= f.due_us then 'met'::judge_status
        else 'indeterminate'::judge_status
    end as status,
    f.start_us,
    f.due_us,
    f.done_us,
    false as extended,
    1 as count,
    evidence_of(f.done, $evidence_shift) as evidence,
    case when f.rule_key is null then f.start_us else f.due_us - 1 end as belongs_us,
    false as is_split
from fell_due as f
