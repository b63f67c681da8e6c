-- purpose: the few ways in which the events of an import differ, but for their cases, instants, rows and promised dates
-- params:  none
-- reads:   event_signatures
-- grain:   one row per signature
-- columns: sign integer (from 1, without gaps), import bigint, file, event, role, evidence varchar, part integer, span_us bigint,
--          auto, is_promised, is_acted boolean, filled varchar[], last_row, earliest_us, promised_us bigint (the highest row,
--          the first instant and the last promised date; the latter null: none)
-- why:     whatever a clause asks of an event is asked of its signature, once, and not of millions of events
with told as (
    select
        s.import,
        s.file,
        s.event,
        s.role,
        s.evidence,
        s.part,
        s.span_us,
        s.auto,
        s.is_promised,
        s.is_acted,
        s.filled,
        max(s."row") as last_row,
        epoch_us(min(s.at)) as earliest_us,
        epoch_us(max(s.expected_at)) as promised_us
    from event_signatures as s
    group by s.import, s.file, s.event, s.role, s.evidence, s.part, s.span_us, s.auto, s.is_promised, s.is_acted, s.filled
)
select
    row_number() over (
        order by t.import, t.file, t.event, t.part, t.role, t.evidence, t.span_us, t.auto, t.is_promised, t.is_acted, t.filled
    )::integer as sign,
    t.*
from told as t
