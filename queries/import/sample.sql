-- purpose: the first cases of an import, or its first events where it has no cases, for a person to look at
-- params:  none
-- reads:   cases_out, events_out
-- grain:   one row per case or event, five at most
-- columns: case_id varchar, instant timestamp (UTC), what, precision, channel, category, team, severity varchar
-- why:     fields that can name a person (customer, subject, description) are left out
with sampled as (
    select
        c.case_id,
        c.received_at as instant,
        c.kind as what,
        c.received_precision as precision,
        c.channel,
        c.category,
        c.team,
        c.severity
    from cases_out as c
    union all
    select
        e.case_id,
        e.at as instant,
        e.event as what,
        e.at_precision as precision,
        null as channel,
        null as category,
        null as team,
        null as severity
    from events_out as e
    where not exists (select c.case_id from cases_out as c)
)
select
    s.case_id,
    s.instant,
    s.what,
    s.precision,
    s.channel,
    s.category,
    s.team,
    s.severity
from sampled as s
order by s.case_id nulls last, s.instant, s.what
limit 5
