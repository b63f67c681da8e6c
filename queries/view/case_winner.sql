-- purpose: the import that tells what each case is
-- params:  none
-- reads:   lake_cases, lake_statements
-- grain:   one row per source and case
-- columns: source, case_id varchar; import bigint; is_appended boolean (that import adds to what others tell);
--          snapshot bigint (the newest statement that told all of the case; null: none did)
-- why:     what the newest statement says of a case replaces what an earlier one said, or is added to it
create temp table case_winner as
select
    l.source,
    l.case_id,
    arg_max(l.import, (s.statement, l.import)) as import,
    arg_max(s.mode = 'append', (s.statement, l.import)) as is_appended,
    max(s.statement) filter (where s.mode = 'snapshot') as snapshot
from lake_cases as l
join lake_statements as s
    on s.import = l.import
group by l.source, l.case_id
