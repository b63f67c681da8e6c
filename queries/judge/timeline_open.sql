-- purpose: the timelines of the cases that may have an open duty: those not over, and those to which something happened lately
-- params:  as_of_us bigint; since timestamp, UTC, since_us bigint (no span that started before them runs until as_of);
--          starts varchar (JSON list: the events that start a schedule of updates or a deadline, a closing left out, or open a case again)
-- reads:   cases, judge_timeline, judge_signature
-- grain:   one row per source and case
-- columns: those of judge_timeline
-- why:     as in case_asked_open; what happened stands in order, so where the last but one is before the closing, the closing is the last.
--          A case in which anything is later than as_of is judged. They are few, so what follows reads them only
create or replace temp table judge_open_timeline as
with starting as (
    select
        s.place,
        list(s.sign) filter (list_contains(from_json($starts, '["VARCHAR"]'), s.event)) as signs
    from judge_signature as s
    group by s.place
),
received as (
    select
        c.source,
        c.case_id,
        c.received_last,
        epoch_us(c.received_at) as received_us
    from cases as c
)
select t.*
from judge_timeline as t
join starting as s
    on s.place = t.place
join received as r
    on r.source = t.source
    and r.case_id = t.case_id
where r.received_last >= $since
    or t.closed_us is null
    or t.closed_us < r.received_us
    or t.last_at_us > $as_of_us
    or t.last_us >= $since_us
    or case
        when s.signs is null or coalesce(t.happened[-2].at_us < t.closed_us, true) then false
        else len(list_filter(t.happened, lambda e: e.at_us >= t.closed_us and list_contains(s.signs, e.sign))) > 0
    end
