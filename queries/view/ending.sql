-- purpose: the instant behind which nothing exists
-- params:  as_of timestamp, UTC
-- reads:   nothing else
-- grain:   one row
-- columns: as_of timestamp
-- why:     a view takes no parameters
create temp table ending as
select cast($as_of as timestamp) as as_of
