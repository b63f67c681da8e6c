-- purpose: the verdicts of all precondition clauses
-- params:  at_shift, evidence_shift integer, origin_us bigint: how an event is packed
-- reads:   concerned_by
-- grain:   one row per clause and case with the event that needs something before it
-- columns: those of judge_verdict
-- why:     the same instant counts as before; by first instants alone, so never indeterminate
with found as (
    select
        c.clause_key,
        c.case_key,
        c.is_blind,
        at_of(list_filter(c.happened, lambda e: e & c.after_bits <> 0)[1], $at_shift, $origin_us) as before_us,
        list_filter(c.happened, lambda e: e & c.require_bits <> 0)[1] as done
    from concerned_by('precondition') as c
    where c.applies
        and c.answered & c.after_bits <> 0
)
select
    f.clause_key,
    f.case_key,
    1 as cycle,
    case
        when at_of(f.done, $at_shift, $origin_us) <= f.before_us then 'met'::judge_status
        when f.done is not null then 'late'::judge_status
        when f.is_blind then 'unknown'::judge_status
        else 'missed'::judge_status
    end as status,
    f.before_us as start_us,
    f.before_us as due_us,
    at_of(f.done, $at_shift, $origin_us) as done_us,
    false as extended,
    1 as count,
    evidence_of(f.done, $evidence_shift) as evidence,
    f.before_us - 1 as belongs_us,
    false as is_split
from found as f
