-- purpose: which events there are, and which fields they carry
-- params:  register varchar (the name of the source that is the register, which is left out); as_of timestamp, UTC
-- reads:   events
-- grain:   one row per event that happened, and one more per field that any such event carries
-- columns: event varchar, field varchar (empty: the event itself; else an attribute, or expected_at)
-- why:     a duty to say something in a message is missed wherever no source records what messages say
with happened as (
    select
        e.event,
        e.expected_at,
        e.attributes
    from events as e
    where e.source <> $register
        and e.at <= $as_of
),
carried as (
    select
        h.event,
        '' as field
    from happened as h
    union
    select
        h.event,
        'expected_at' as field
    from happened as h
    where h.expected_at is not null
    union
    select
        h.event,
        unnest(map_keys(h.attributes)) as field
    from happened as h
)
select
    c.event,
    c.field
from carried as c
where c.field is not null
order by c.event, c.field
