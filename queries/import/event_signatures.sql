-- purpose: the events of an import that are of a case, each with what tells it from others beside its case and its instant
-- params:  none
-- reads:   events_out
-- grain:   one row per event of a case
-- columns: those of events_out with file_row_number, span_us bigint (last possible instant less the first), is_promised,
--          is_acted boolean (it has a promised date; its actor says something), filled varchar[] (the attributes that say something, in order)
-- why:     read both to find the signatures and to give each event its own
create view event_signatures as
select
    e.*,
    epoch_us(e.at_last) - epoch_us(e.at) as span_us,
    e.expected_at is not null as is_promised,
    coalesce(regexp_matches(e.actor, '\S'), false) as is_acted,
    case
        when cardinality(e.attributes) > 0 then list_sort(list_transform(
            list_filter(
                map_entries(e.attributes),
                lambda entry: coalesce(regexp_matches(entry.value, '\S'), false)
            ),
            lambda entry: entry.key
        ))
        else []::varchar[]
    end as filled
from events_out as e
where e.case_id is not null
