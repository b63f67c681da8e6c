-- purpose: the cases that exist at as_of, numbered
-- params:  as_of timestamp, UTC
-- reads:   cases
-- grain:   one row per case received at or before as_of
-- columns: case_key bigint (1, 2, 3… by source and case_id), source, case_id varchar,
--          kind, channel, category, severity, outcome, team varchar,
--          received_us, received_last_us bigint (first and last possible instant of receipt)
-- why:     integer keys make every later join cheap, and a range of keys is a partition of the cases
create or replace temp table judge_case as
select
    row_number() over (order by c.source, c.case_id) as case_key,
    c.source,
    c.case_id,
    c.kind,
    c.channel,
    c.category,
    c.severity,
    c.outcome,
    c.team,
    epoch_us(c.received_at) as received_us,
    epoch_us(c.received_last) as received_last_us
from cases as c
where c.received_at <= $as_of
order by case_key
