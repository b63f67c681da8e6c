-- purpose: what happened to each case of a stretch of cases, in order
-- params:  from_case, upto_case varchar: the stretch, the latter not included (null: from the first, to the last one)
-- reads:   event_signatures, signatures_out
-- grain:   one row per source and case with any event
-- columns: source, case_id varchar, last_at_us, closed_us, last_us bigint (the last event; the last closing; the last possible instant
--          or promised date of any), happened struct[] (at_us, expected_us, row bigint, sign integer)
-- why:     judging reads a case's events as one list; put together here, once, it need not be put together for each question.
--          events_out is in order, so a row's place in it decides at one instant; a finished list is put in order much
--          sooner than one that is put together in order
insert into timelines_out
with signed as (
    select
        e.source,
        e.case_id,
        e.event,
        e.at,
        greatest(e.at_last, e.expected_at) as last,
        {
            'at_us': epoch_us(e.at),
            'place': e.file_row_number,
            'expected_us': epoch_us(e.expected_at),
            'row': e."row",
            'sign': s.sign
        } as happening
    from event_signatures as e
    join signatures_out as s
        on s.import is not distinct from e.import
        and s.file is not distinct from e.file
        and s.event = e.event
        and s.role is not distinct from e.role
        and s.evidence is not distinct from e.evidence
        and s.part is not distinct from e.part
        and s.span_us = e.span_us
        and s.auto is not distinct from e.auto
        and s.is_promised = e.is_promised
        and s.is_acted = e.is_acted
        and s.filled = e.filled
    where coalesce(e.case_id >= $from_case, true)
        and coalesce(e.case_id < $upto_case, true)
)
select
    s.source,
    s.case_id,
    epoch_us(max(s.at)) as last_at_us,
    epoch_us(max(s.at) filter (s.event = 'closed')) as closed_us,
    epoch_us(max(s.last)) as last_us,
    list_transform(
        list_sort(list(s.happening)),
        lambda h: { 'at_us': h.at_us, 'expected_us': h.expected_us, 'row': h."row", 'sign': h.sign }
    ) as happened
from signed as s
group by s.source, s.case_id
order by s.case_id, s.source
