-- purpose: what the events of each signature are packed with
-- params:  evidence_shift integer, day_unit_us bigint: how an event is packed, see `judge::layout`
-- reads:   judge_signature, judge_word, judge_file
-- grain:   one row per import with timelines
-- columns: place bigint, marks bigint[] (by sign: selector sets, evidence and length of the day; null: no clause asks for it),
--          first_orders, row_steps bigint[] (by sign: an event's place is the first order plus its row times the step),
--          is_whole boolean (some clause asks for each of them)
-- why:     a timeline's event is packed by a lookup in short lists
create or replace temp table judge_mark as
with marked as (
    select
        s.place,
        s.sign,
        f.first_order + coalesce(s.part, 0) as first_order,
        f.parts as row_step,
        case when w.event is not null then
            answer_of(w.any_bits, w.true_bits, w.false_bits, w.particular, s.auto, s.role, s.is_promised, s.is_acted, s.filled)
                | (case s.evidence when 'proxy' then 1 when 'presumed' then 2 else 0 end::bigint << $evidence_shift)
                | case when s.span_us > 0 then (s.span_us + 1) // $day_unit_us else 0 end
        end as mark
    from judge_signature as s
    join judge_file as f
        on f.import is not distinct from s.import
        and f.file is not distinct from s.file
    left join judge_word as w
        on w.event = s.event
)
select
    m.place,
    list(m.mark order by m.sign) as marks,
    list(m.first_order order by m.sign) as first_orders,
    list(m.row_step order by m.sign) as row_steps,
    bool_and(m.mark is not null) as is_whole
from marked as m
group by m.place
