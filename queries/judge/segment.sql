-- purpose: the segment of each case of the range
-- params:  by varchar (null: not divided; else channel, category, subcategory, product, team, owner, severity, region, kind or source);
--          first_case, last_case bigint: the range of case keys
-- reads:   cases, judge_case
-- grain:   one row per case; none where nothing is divided
-- columns: case_key integer, segment varchar
-- why:     the segment is looked up once for all clauses
create or replace temp table judge_segment as
select
    k.case_key,
    case $by
        when 'channel' then c.channel
        when 'category' then c.category
        when 'subcategory' then c.subcategory
        when 'product' then c.product
        when 'team' then c.team
        when 'owner' then c.owner
        when 'severity' then c.severity
        when 'region' then c.region
        when 'kind' then c.kind
        when 'source' then c.source
    end as segment
from cases as c
join judge_case as k
    on k.source = c.source
    and k.case_id = c.case_id
where $by is not null
    and k.case_key between $first_case and $last_case
