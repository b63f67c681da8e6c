-- purpose: what the organisation recorded about its procedure: reviews, changes, publication, communication, training
-- params:  as_of timestamp (UTC; later events do not exist)
-- reads:   events
-- grain:   one row per event of the organisation
-- columns: happened_at timestamp (UTC; of a day its first instant);
--          event varchar (procedure_review, procedure_updated, procedure_published, procedure_communicated or training_held);
--          policy varchar (the procedure that it names; null: it names none);
--          version, coverage, all_staff varchar (as recorded; null where not said)
-- why:     a procedure that nobody was told of cannot be kept. All years are here: when a review is next due depends on the last one
select
    e."at" as happened_at,
    e.event as event,
    nullif(trim(e.attributes['policy']), '') as policy,
    nullif(trim(e.attributes['version']), '') as version,
    nullif(trim(e.attributes['coverage']), '') as coverage,
    nullif(trim(e.attributes['all_staff']), '') as all_staff
from events as e
where e.case_id is null
    and e."at" <= cast($as_of as timestamp)
    and e.event in ('procedure_review', 'procedure_updated', 'procedure_published', 'procedure_communicated', 'training_held')
order by
    happened_at,
    event,
    policy nulls first,
    version nulls first,
    coverage nulls first,
    all_staff nulls first
