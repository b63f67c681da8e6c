-- purpose: what happened to the cases of an import, in order, to be put together case by case
-- params:  none
-- reads:   event_signatures, signatures_out
-- grain:   one row per event of a case, in the order of events_out: cases one after the other, and within each as it came about
-- columns: source, case_id varchar; at_us, last_us bigint (the last possible instant, or a promised date that is later);
--          expected_us bigint (null: none was promised); row bigint; sign integer; is_closing boolean
-- why:     the events stand in order already, so that lists of them need no aggregate, which would cost many times as much
select
    e.source,
    e.case_id,
    epoch_us(e.at) as at_us,
    epoch_us(greatest(e.at_last, e.expected_at)) as last_us,
    epoch_us(e.expected_at) as expected_us,
    e."row" as "row",
    s.sign as sign,
    e.event = 'closed' as is_closing
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
order by e.file_row_number
