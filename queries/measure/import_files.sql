-- purpose: the files that the data come from, with their fingerprints
-- params:  none
-- reads:   imports
-- grain:   one row per file of an import
-- columns: import bigint;
--          source, file, sha256 varchar;
--          rows_in bigint
-- why:     two reports on the same fingerprints, policies and instant are the same bytes
select
    i.import::bigint as import,
    i.source as source,
    i.file as file,
    i.sha256 as sha256,
    i.rows_in::bigint as rows_in
from imports as i
order by
    import,
    source,
    file,
    sha256
