-- purpose: the events of an import in canonical form
-- params:  none
-- reads:   events_in, fates, repeated_events, files_in
-- grain:   one row per event; those that are equal in every column but their place are one
-- columns: the canonical events; at, at_last, expected_at timestamp (UTC), auto boolean, import, row bigint,
--          part integer, attributes varchar (a JSON object of texts), all others varchar
-- why:     sorted as they are read: by case, and at one instant in the order of their source rows, file by file as they are called
select
    e.source,
    e.case_id,
    e.event,
    e.at,
    e.at_last,
    case when e.at_flags & 1 = 1 then 'day' else 'moment' end as at_precision,
    e.expected_at,
    e.actor,
    e.role,
    e.auto,
    e.evidence,
    e.attributes,
    f.import_id as import,
    f.name as file,
    e.row_no as row,
    e.part
from events_in as e
anti join fates as t
    on t.file_no = e.file_no
    and t.row_no = e.row_no
anti join repeated_events as r
    on r.file_no = e.file_no
    and r.row_no = e.row_no
    and r.part = e.part
inner join files_in as f
    on f.file_no = e.file_no
order by e.case_id nulls last, e.at, f.name, e.file_no, e.row_no, e.part
