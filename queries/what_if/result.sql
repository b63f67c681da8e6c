-- purpose: each variant of a clause beside the clause as it stands
-- params:  none
-- reads:   what_if_rate, what_if_variant, what_if_flip, what_if_limit
-- grain:   one row per policy, clause, variant and segment (where asked)
-- columns: policy, clause, variant varchar (today, or what was asked), span, calendar, segment varchar,
--          judged_count, met_count, late_count, missed_count, pending_count, indeterminate_count, unknown_count,
--          not_applicable_count bigint,
--          met_share, met_share_low, met_share_high double (0 to 1; 95 % Wilson interval; null where none was judged),
--          compared_count, to_kept_count, to_broken_count, newly_judged_count, no_longer_judged_count bigint (cases; null for today),
--          limit_unit varchar, limit_90, limit_90_low, limit_90_high, limit_95, limit_95_low, limit_95_high, limit_99,
--          limit_99_low, limit_99_high bigint (the limit that this percentage would have kept, with its 95 % interval; null: none, and
--          where open_count or not_shown_count is not 0 and never_count is no more than the rest of all these duties, none that is known),
--          done_count, open_count, never_count, not_shown_count bigint (what the limits rest on),
--          in_force varchar (the limit of the newest version that has begun: limit_unit is its unit),
--          is_of_some_versions boolean (the row is of the cases of some versions alone: others have no such variant),
--          limits_are_of_some_versions boolean (the limits are: in other versions the clause is of another type)
-- why:     one rowset that any format can carry
select
    w.policy,
    w.clause,
    case w.reading when 'main' then 'today' else w.reading end as variant,
    r.span,
    w.calendar,
    r.segment,
    r.judged_count,
    r.met_count,
    r.late_count,
    r.missed_count,
    r.pending_count,
    r.indeterminate_count,
    r.unknown_count,
    r.not_applicable_count,
    r.met_share,
    r.met_share_low,
    r.met_share_high,
    f.compared_count,
    f.to_kept_count,
    f.to_broken_count,
    f.newly_judged_count,
    f.no_longer_judged_count,
    l.limit_unit,
    l.limit_90,
    l.limit_90_low,
    l.limit_90_high,
    l.limit_95,
    l.limit_95_low,
    l.limit_95_high,
    l.limit_99,
    l.limit_99_low,
    l.limit_99_high,
    l.done_count,
    l.open_count,
    l.never_count,
    l.not_shown_count,
    w.in_force,
    w.is_of_some_versions,
    w.limits_are_of_some_versions
from what_if_variant as w
join what_if_rate as r
    on r.policy = w.policy
    and r.clause = w.clause
    and r.reading = w.reading
left join what_if_flip as f
    on w.reading <> 'main'
    and f.policy = w.policy
    and f.clause = w.clause
    and f.reading = w.reading
    and f.segment is not distinct from r.segment
left join what_if_limit as l
    on l.measure = w.measure
    and l.segment is not distinct from r.segment
order by w.policy, w.clause_place, r.segment nulls last, w.place
