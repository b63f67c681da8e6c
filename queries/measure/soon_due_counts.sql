-- purpose: how often each clause was kept, of the duties that fell due soon after the receipt of their case, by quarter and version
-- params:  first_day date (first day of the oldest period);
--          end_day date (first day after the newest period, not included);
--          policy varchar (null: every policy);
--          within_days bigint (a duty that falls due later than so many times 24 hours after the receipt is not counted)
-- reads:   judge_verdict, judge_period_day, judge_clause, judge_limit, judge_case
-- grain:   one row per policy, clause, period_start, since; schedules of updates are left out
-- columns: policy, clause, reading varchar ('main');
--          period_start date;
--          since date (first day of the version that the duties were judged by; null: it names none);
--          is_commitment boolean (that version promises it; else it is a target);
--          span varchar (its limit; null where it has none; with the calendar where its versions count by several);
--          cite, asks, type varchar (where it stands in that version, what it asks there, and of which type it is);
--          is_assumed boolean (that version's number is ours, not the written procedure's);
--          aim double (0..1: the share that version asks for; 1 where it names none);
--          met_count, late_count, missed_count, pending_count, indeterminate_count, unknown_count,
--          not_applicable_count bigint (duties); proxy_count, presumed_count bigint (of the met and late ones)
-- why:     shortly after a new version all its cases are young. Held against duties of cases of every age they would look better, or
--          worse, by their age alone; so duties of one age are held against each other. Duties of the organisation have no receipt and
--          always count; a run of missed updates has no one age, and counts nowhere
with duty as (
    select
        v.clause_key,
        p.period_start,
        v.status,
        v.evidence,
        v.count
    from judge_verdict as v
    inner join judge_period_day as p
        on p.utc_day = utc_day(v.belongs_us)
        and p.from_us <= v.belongs_us
        and p.until_us > v.belongs_us
    left join judge_case as k on k.case_key = v.case_key
    where p.period_start >= cast($first_day as date)
        and p.period_start < cast($end_day as date)
        and (v.case_key is null or v.belongs_us - k.received_us < cast($within_days as bigint) * 86400000000)
)

select
    c.policy as policy,
    c.clause as clause,
    c.reading as reading,
    d.period_start as period_start,
    c.effective_from as since,
    c.strength is distinct from 'target' as is_commitment,
    l.span as span,
    c.cite as cite,
    c.text as asks,
    c.type as type,
    coalesce(c.assumed, false) as is_assumed,
    coalesce(c.aim, 1.0)::double as aim,
    coalesce(sum(d.count) filter (where d.status = 'met'), 0)::bigint as met_count,
    coalesce(sum(d.count) filter (where d.status = 'late'), 0)::bigint as late_count,
    coalesce(sum(d.count) filter (where d.status = 'missed'), 0)::bigint as missed_count,
    coalesce(sum(d.count) filter (where d.status = 'pending'), 0)::bigint as pending_count,
    coalesce(sum(d.count) filter (where d.status = 'indeterminate'), 0)::bigint as indeterminate_count,
    coalesce(sum(d.count) filter (where d.status = 'unknown'), 0)::bigint as unknown_count,
    coalesce(sum(d.count) filter (where d.status = 'not_applicable'), 0)::bigint as not_applicable_count,
    coalesce(sum(d.count) filter (where d.status in ('met', 'late') and d.evidence = 'proxy'), 0)::bigint as proxy_count,
    coalesce(sum(d.count) filter (where d.status in ('met', 'late') and d.evidence = 'presumed'), 0)::bigint as presumed_count
from duty as d
inner join judge_clause as c on c.clause_key = d.clause_key
inner join judge_limit as l on l.clause_key = d.clause_key
where c.reading = 'main'
    and c.type <> 'cadence'
    and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
group by
    c.policy,
    c.clause,
    c.reading,
    d.period_start,
    c.effective_from,
    c.strength,
    l.span,
    c.cite,
    c.text,
    c.type,
    c.assumed,
    c.aim
order by
    policy,
    clause,
    reading,
    period_start,
    since nulls first
