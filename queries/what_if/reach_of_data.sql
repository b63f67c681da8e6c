-- purpose: the earliest instant that any case or event carries
-- params:  none
-- reads:   cases, events
-- grain:   one row
-- columns: earliest_us bigint (null: nothing is there)
-- why:     the calendars must cover it
select least((select min(epoch_us(c.received_at)) from cases as c), (select min(epoch_us(e.at)) from events as e)) as earliest_us
