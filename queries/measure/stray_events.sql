-- purpose: how many events are of a case that is not there
-- params:  none
-- reads:   events, numbered_event
-- grain:   one row
-- columns: stray_event_count bigint (counted, never judged)
-- why:     what is numbered are the events whose case is there; the rest need not be looked for among all cases once more
select
    (select count(e.case_id) from events as e) - (select count(*) from numbered_event) as stray_event_count
