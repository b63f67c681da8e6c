-- purpose: the fields of a case that its mapping writes itself
-- params:  source, case_id varchar
-- reads:   cases, file_teller, stated_fields
-- grain:   one row per field
-- columns: field varchar
-- why:     what is taken for granted of every case is no record of any
select unnest(s.fields) as field
from cases as c
left join file_teller as f
    on f.source = c.source
    and f.import = c.import
    and f.file = c.file
inner join stated_fields as s
    on s.source = c.source
    and s.teller = coalesce(f.teller, 0)
where c.source = $source
    and c.case_id = $case_id
order by field
