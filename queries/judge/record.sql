-- purpose: the verdicts of all record clauses
-- params:  first_case, last_case bigint: the range of case keys
-- reads:   judge_pair, judge_clause, judge_field, judge_case, cases
-- grain:   one row per clause and case
-- columns: those of judge_verdict
-- why:     white space alone is blank; a name that is no column is an attribute
insert into judge_verdict
with named as (
    select distinct f.field
    from judge_field as f
),
filled as (
    select
        k.case_key,
        n.field
    from judge_case as k
    join cases as c
        on c.source = k.source
        and c.case_id = k.case_id
    cross join named as n
    where k.case_key between $first_case and $last_case
        and regexp_matches(
            case n.field
                when 'case_id' then c.case_id
                when 'source' then c.source
                when 'kind' then c.kind
                when 'received_at' then c.received_at::varchar
                when 'channel' then c.channel
                when 'category' then c.category
                when 'subcategory' then c.subcategory
                when 'product' then c.product
                when 'customer' then c.customer
                when 'team' then c.team
                when 'owner' then c.owner
                when 'severity' then c.severity
                when 'region' then c.region
                when 'outcome' then c.outcome
                when 'subject' then c.subject
                when 'description' then c.description
                when 'due_at' then c.due_at::varchar
                else c.attributes[n.field]
            end,
            '\S'
        )
),
counted as (
    select
        p.clause_key,
        p.case_key,
        count(*) as asked,
        count(x.field) as present
    from judge_pair as p
    join judge_field as f
        on f.clause_key = p.clause_key
    left join filled as x
        on x.case_key = p.case_key
        and x.field = f.field
    where p.applies
    group by p.clause_key, p.case_key
)
select
    n.clause_key,
    n.case_key,
    1 as cycle,
    case when n.present = n.asked then 'met' else 'missed' end as status,
    k.received_us as start_us,
    k.received_us as due_us,
    case when n.present = n.asked then k.received_us end as done_us,
    false as extended,
    1 as count,
    case when n.present = n.asked then 'event' end as evidence,
    null as origin_us
from counted as n
join judge_case as k
    on k.case_key = n.case_key
