-- purpose: the cases whose names are most like one that is not there
-- params:  case_id varchar
-- reads:   cases
-- grain:   one row per case, at most three
-- columns: case_id, source varchar
-- why:     a misspelt name is told what it probably meant, and where that is
select
    c.case_id,
    c.source
from cases as c
where jaro_winkler_similarity(lower(c.case_id), lower(trim($case_id))) > 0.85
order by
    jaro_winkler_similarity(lower(c.case_id), lower(trim($case_id))) desc,
    c.case_id,
    c.source
limit 3
