-- purpose: verdicts counted by clause, segment and period
-- params:  by_column: the column of cases to divide by (null: not divided)
-- reads:   judge_placed, judge_case, cases
-- grain:   one row per clause, segment, period, status and evidence
-- columns: clause_key integer, segment varchar, period_start date, status, evidence, count bigint
-- why:     counting by keys before names is what makes a count over millions of verdicts quick
create or replace temp macro tally_by(by_column) as table
with segment as (
    select
        j.case_key,
        case by_column
            when 'channel' then k.channel
            when 'category' then k.category
            when 'subcategory' then k.subcategory
            when 'product' then k.product
            when 'team' then k.team
            when 'owner' then k.owner
            when 'severity' then k.severity
            when 'region' then k.region
            when 'kind' then k.kind
            when 'source' then k.source
        end as segment
    from cases as k
    join judge_case as j
        on j.source = k.source
        and j.case_id = k.case_id
    where by_column is not null
)
select
    p.clause_key,
    s.segment,
    p.period_start,
    p.status,
    p.evidence,
    sum(p.count)::bigint as count
from judge_placed as p
left join segment as s
    on s.case_key = p.case_key
group by p.clause_key, s.segment, p.period_start, p.status, p.evidence
