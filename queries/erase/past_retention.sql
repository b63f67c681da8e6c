-- purpose: cases that were closed so long ago that their personal data are past their time
-- params:  closed_before timestamp, UTC
-- reads:   cases, events
-- grain:   one row per source and case, the register's own cases whether or not something is left to erase
-- columns: source, case_id varchar, closed_at timestamp (its last closing, withdrawal or merging)
-- why:     what was reopened since is not closed; an imported case of which everything was erased is not listed again
with last_turn as (
    select
        e.source,
        e.case_id,
        max(e.at_last) as closed_at,
        arg_max(e.event, (e."at", e.import, e.file, e."row", e.part)) as event
    from events as e
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e.case_id is not null
    group by e.source, e.case_id
)
select
    c.source,
    c.case_id,
    l.closed_at
from cases as c
inner join last_turn as l
    on l.source = c.source
    and l.case_id = c.case_id
where l.event <> 'reopened'
    and l.closed_at < $closed_before
    and (
        c.source = 'register'
        or (c.customer is not null and not starts_with(c.customer, 'erased-'))
        or coalesce(c.subject, '[erased]') <> '[erased]'
        or coalesce(c.description, '[erased]') <> '[erased]'
        or len(list_filter(map_values(c.attributes), lambda value: value <> '[erased]' and not regexp_full_match(value, '\s*'))) > 0
    )
order by l.closed_at, c.source, c.case_id
