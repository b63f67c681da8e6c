-- purpose: the clauses whose `open_longer_than` each case of the range outlived
-- params:  as_of_us bigint; at_shift integer, origin_us bigint: how an event is packed
-- reads:   judge_docket, judge_scope, judge_due_from
-- grain:   one row per case and such clause
-- columns: case_key, clause_key integer
-- why:     closing is the first `until` event, or as_of while there is none; it must be later than receipt + the span
create or replace temp table judge_outlived as
with listed as (
    select
        d.case_key,
        d.received_us,
        s.clause_key,
        s.open_rule_key,
        coalesce(
            at_of(list_filter(d.happened, lambda e: e & s.until_bits <> 0)[1], $at_shift, $origin_us),
            $as_of_us
        ) as closing_us
    from judge_docket as d
    join judge_scope as s
        on s.circumstance_key = d.circumstance_key
        and s.group_key = d.group_key
    where s.open_rule_key is not null
        and s.is_listed
)
select
    l.case_key,
    l.clause_key
from listed as l
join judge_due_from as f
    on f.rule_key = l.open_rule_key
    and f.utc_day = utc_day(l.received_us)
    and f.from_us <= l.received_us
    and f.until_us > l.received_us
where l.closing_us > f.due_us + case when f.runs then l.received_us - f.from_us else 0 end
