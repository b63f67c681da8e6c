-- purpose: how often each clause was kept, beside what cannot be judged
-- params:  period_start, period_end date (the end not included; null: all time): reporting periods by their first day
--          by varchar (null: not divided; else channel, category, subcategory, product, team, owner, severity, region, kind or source)
--          clause varchar (null: all), all_readings boolean, every_period boolean (one row per reporting period)
-- reads:   tally_by, judge_clause, clauses
-- grain:   one row per policy, clause, reading, period (where asked) and segment (where asked)
-- columns: policy, clause, reading varchar; period date (its first day; null: all together); segment varchar
--          judged_count, met_count, late_count, missed_count, pending_count, indeterminate_count, unknown_count,
--          not_applicable_count bigint
--          met_share, met_share_low, met_share_high double (0 to 1; 95 % Wilson interval; null where none was judged)
--          proxy_count, presumed_count bigint (of the met and late ones, those that rest on a stand-in, or are taken for granted)
--          span, strength varchar, assumed boolean, cite, text varchar
-- why:     rate = met ÷ (met + late + missed), a run of missed windows counting as often as it is long (semantics, section 3);
--          Wilson: Newcombe 1998, with z the 97.5 % quantile of the normal distribution. Limits are those of all versions that judged
--          anything in the row, oldest first; the text is the newest one's. Where nothing was judged, they are those of the last version
--          that began before the end of the period, else of the newest
with version as (
    select
        c.*,
        (
            $period_end is null or coalesce(c.effective_from, date '0001-01-01') < $period_end,
            coalesce(c.effective_from, date '0001-01-01')
        ) as age
    from clauses as c
),
asked as (
    select
        c.policy,
        c.clause,
        c.reading,
        arg_max(c.clause_order, c.age) as clause_order,
        max(c.reading_order) as reading_order,
        arg_max(c.span, c.age) as span,
        arg_max(c.strength, c.age) as strength,
        arg_max(c.assumed, c.age) as assumed,
        arg_max(c.cite, c.age) as cite,
        arg_max(c.text, c.age) as text
    from version as c
    where ($clause is null or c.clause = $clause)
        and ($all_readings or c.reading = 'main')
    group by c.policy, c.clause, c.reading
),
by_version as (
    select
        t.clause_key,
        case when $every_period then t.period_start end as period,
        t.segment,
        coalesce(sum(t.count) filter (t.status = 'met'), 0)::bigint as met_count,
        coalesce(sum(t.count) filter (t.status = 'late'), 0)::bigint as late_count,
        coalesce(sum(t.count) filter (t.status = 'missed'), 0)::bigint as missed_count,
        coalesce(sum(t.count) filter (t.status = 'pending'), 0)::bigint as pending_count,
        coalesce(sum(t.count) filter (t.status = 'indeterminate'), 0)::bigint as indeterminate_count,
        coalesce(sum(t.count) filter (t.status = 'unknown'), 0)::bigint as unknown_count,
        coalesce(sum(t.count) filter (t.status = 'not_applicable'), 0)::bigint as not_applicable_count,
        coalesce(sum(t.count) filter (t.status in ('met', 'late') and t.evidence = 'proxy'), 0)::bigint as proxy_count,
        coalesce(sum(t.count) filter (t.status in ('met', 'late') and t.evidence = 'presumed'), 0)::bigint as presumed_count
    from tally_by($by) as t
    where ($period_start is null or t.period_start >= $period_start)
        and ($period_end is null or t.period_start < $period_end)
    group by t.clause_key, period, t.segment
),
told as (
    select
        n.*,
        c.policy,
        c.clause,
        c.reading,
        c."limit" as span,
        c.strength,
        c.assumed,
        c.cite,
        c.text,
        coalesce(c.effective_from, date '0001-01-01') as since,
        n.met_count + n.late_count + n.missed_count + n.pending_count + n.indeterminate_count + n.unknown_count > 0 as has_judged
    from by_version as n
    join judge_clause as c
        on c.clause_key = n.clause_key
),
counted as (
    select
        t.policy,
        t.clause,
        t.reading,
        t.period,
        t.segment,
        sum(t.met_count)::bigint as met_count,
        sum(t.late_count)::bigint as late_count,
        sum(t.missed_count)::bigint as missed_count,
        sum(t.pending_count)::bigint as pending_count,
        sum(t.indeterminate_count)::bigint as indeterminate_count,
        sum(t.unknown_count)::bigint as unknown_count,
        sum(t.not_applicable_count)::bigint as not_applicable_count,
        sum(t.proxy_count)::bigint as proxy_count,
        sum(t.presumed_count)::bigint as presumed_count,
        bool_or(t.has_judged) as has_judged,
        list(t.span order by t.since) filter (where t.has_judged and t.span is not null) as spans,
        -- What some version promised is no mere target.
        case when bool_or(t.strength = 'commitment') filter (where t.has_judged) then 'commitment'
            else any_value(t.strength) filter (where t.has_judged)
        end as strength,
        bool_or(t.assumed) filter (where t.has_judged) as assumed,
        arg_max(t.cite, t.since) filter (where t.has_judged) as cite,
        arg_max(t.text, t.since) filter (where t.has_judged) as text
    from told as t
    group by t.policy, t.clause, t.reading, t.period, t.segment
),
judged as (
    select
        n.*,
        n.met_count + n.late_count + n.missed_count as judged_count,
        n.met_count / nullif(n.met_count + n.late_count + n.missed_count, 0) as met_share,
        1.959963984540054 as z
    from counted as n
)
select
    a.policy,
    a.clause,
    a.reading,
    j.period,
    j.segment,
    coalesce(j.judged_count, 0) as judged_count,
    coalesce(j.met_count, 0) as met_count,
    coalesce(j.late_count, 0) as late_count,
    coalesce(j.missed_count, 0) as missed_count,
    coalesce(j.pending_count, 0) as pending_count,
    coalesce(j.indeterminate_count, 0) as indeterminate_count,
    coalesce(j.unknown_count, 0) as unknown_count,
    coalesce(j.not_applicable_count, 0) as not_applicable_count,
    j.met_share,
    -- Nothing kept, and the lower end is nothing; all kept, and the upper one is all: rounding must not say otherwise.
    case when j.met_count = 0 and j.judged_count > 0 then 0.0 when j.judged_count > 0 then greatest(0, (j.met_share + j.z ^ 2 / (2 * j.judged_count)
        - j.z * sqrt(j.met_share * (1 - j.met_share) / j.judged_count + j.z ^ 2 / (4 * j.judged_count ^ 2)))
        / (1 + j.z ^ 2 / j.judged_count)) end as met_share_low,
    case when j.met_count = j.judged_count and j.judged_count > 0 then 1.0 when j.judged_count > 0 then least(1, (j.met_share + j.z ^ 2 / (2 * j.judged_count)
        + j.z * sqrt(j.met_share * (1 - j.met_share) / j.judged_count + j.z ^ 2 / (4 * j.judged_count ^ 2)))
        / (1 + j.z ^ 2 / j.judged_count)) end as met_share_high,
    coalesce(j.proxy_count, 0) as proxy_count,
    coalesce(j.presumed_count, 0) as presumed_count,
    case
        when j.has_judged then nullif(array_to_string(list_filter(j.spans, lambda span, place: place = 1 or j.spans[place - 1] <> span), ', then '), '')
        else a.span
    end as span,
    case when j.has_judged then j.strength else a.strength end as strength,
    case when j.has_judged then j.assumed else a.assumed end as assumed,
    case when j.has_judged then j.cite else a.cite end as cite,
    case when j.has_judged then j.text else a.text end as text
from asked as a
left join judged as j
    on j.policy = a.policy
    and j.clause = a.clause
    and j.reading = a.reading
order by a.policy, a.clause_order, a.clause, a.reading_order, a.reading, j.period, j.segment nulls last
