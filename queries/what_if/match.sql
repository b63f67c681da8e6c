-- purpose: which event of which case answers to what is asked, in the order in which things happened
-- params:  as_of timestamp, UTC: later cases and events do not exist
-- reads:   events, cases, what_if_selector
-- grain:   one row per probe, part, pause and event that answers to it
-- columns: probe, part varchar, pause_no integer, source, case_id varchar, seq bigint (order within the case),
--          at_us, last_us, expected_us bigint
-- why:     the receipt that every case has comes before all else of its instant; rows of one instant keep their order
create or replace temp table what_if_match as
with happened as (
    select
        e.source,
        e.case_id,
        e.event,
        e.at,
        e.at_last,
        e.expected_at,
        e.actor,
        e.role,
        e.auto,
        e.attributes,
        1 as place,
        e.import,
        e.file,
        e.row,
        e.part as row_part
    from events as e
    join cases as k
        on k.source = e.source
        and k.case_id = e.case_id
    where e.at <= $as_of
        and k.received_at <= $as_of
        and e.event in (select s.event from what_if_selector as s)
    union all
    select
        k.source,
        k.case_id,
        'received' as event,
        k.received_at as at,
        k.received_last as at_last,
        null as expected_at,
        null as actor,
        null as role,
        null as auto,
        null as attributes,
        0 as place,
        null as import,
        null as file,
        null as row,
        null as row_part
    from cases as k
    where k.received_at <= $as_of
),
ordered as (
    select
        h.*,
        row_number() over (
            partition by h.source, h.case_id
            order by h.at, h.place, h.import, h.file, h.row, h.row_part
        ) as seq
    from happened as h
)
select distinct
    s.probe,
    s.part,
    s.pause_no,
    o.source,
    o.case_id,
    o.seq,
    epoch_us(o.at) as at_us,
    epoch_us(o.at_last) as last_us,
    epoch_us(o.expected_at) as expected_us
from ordered as o
join what_if_selector as s
    on s.event = o.event
where coalesce(s.auto = o.auto, s.auto is null)
    and (s.roles is null or coalesce(list_contains(s.roles, o.role), false))
    and len(list_filter(
        coalesce(s.with_fields, []),
        lambda f: not case f
            when 'expected_at' then o.expected_at is not null
            when 'actor' then coalesce(regexp_matches(o.actor, '\S'), false)
            when 'role' then o.role is not null
            else coalesce(regexp_matches(o.attributes[f], '\S'), false)
        end
    )) = 0
