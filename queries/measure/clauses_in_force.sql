-- purpose: the clauses that can speak in a period, as far as it has come, with their readings
-- params:  first_day date (first day of the period);
--          end_day date (first day after it, or after the day of the report where that comes first; not included);
--          policy varchar (null: every policy)
-- reads:   clauses, policies
-- grain:   one row per policy, clause, reading; of several versions the last that began before end_day
-- columns: policy, policy_title, clause, reading, cite, asks, type, strength varchar;
--          is_assumed boolean (the number is ours, not the written procedure's);
--          span, calendar varchar (null where the clause has none);
--          aim double (0..1: the share asked for; 1 where the procedure names none);
--          refs varchar (obligations covered, separated by a blank; empty where none is named);
--          kinds varchar (of the cases that it is for, separated by a blank; null: all);
--          requires varchar (the events that satisfy it, in order of their names, separated by a blank; empty where none does);
--          is_plain_wait boolean (its clock runs from the receipt of every case of these kinds to the event as such);
--          is_repeated boolean (one case can owe it more than once: updates at intervals, and what is due after each event);
--          is_in_force boolean (that version was in force on some day of the period);
--          is_in_force_throughout boolean (that version was in force on every day of the period, as far as it has come);
--          is_gone boolean (the last version of the policy that began before end_day has it no longer);
--          begins varchar (the first days of the versions that have the clause, or the reading, separated by a blank; "always": it names none);
--          clause_order, reading_order integer
-- why:     a case is judged by the version in force on its receipt, so counts of one period can rest on
--          two versions; the text shown is the last one's. A version that has ended still judges the cases
--          received under it, so it is here too, marked as no longer in force. A version that has not begun yet says nothing
with version as (
    select
        c.policy,
        c.effective_from,
        c.effective_to,
        c.clause,
        c.reading,
        c.cite,
        c.text,
        c.type,
        c.strength,
        c.assumed,
        c.span,
        c.calendar,
        c.aim,
        c.refs,
        c.kinds,
        c.requires,
        c.is_plain_wait,
        c.type = 'cadence' or coalesce(c.each_start, false) as is_repeated,
        c.clause_order,
        c.reading_order,
        row_number() over (
            partition by
                c.policy,
                c.clause,
                c.reading
            order by
                c.effective_from desc nulls last
        ) as age_rank,
        string_agg(coalesce(c.effective_from::varchar, 'always'), ' ') over (
            partition by
                c.policy,
                c.clause,
                c.reading
        ) as begins
    from clauses as c
    where (c.effective_from is null or c.effective_from < cast($end_day as date))
        and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
),

newest as (
    select
        p.policy,
        arg_max(p.title, coalesce(p.effective_from, date '0001-01-01')) as title,
        max(coalesce(p.effective_from, date '0001-01-01')) as since
    from policies as p
    where p.effective_from is null or p.effective_from < cast($end_day as date)
    group by
        p.policy
)

select
    v.policy as policy,
    coalesce(t.title, v.policy) as policy_title,
    v.clause as clause,
    v.reading as reading,
    v.cite as cite,
    v.text as asks,
    v.type as type,
    v.strength as strength,
    coalesce(v.assumed, false) as is_assumed,
    v.span as span,
    v.calendar as calendar,
    coalesce(v.aim, 1.0)::double as aim,
    coalesce(array_to_string(v.refs, ' '), '') as refs,
    array_to_string(v.kinds, ' ') as kinds,
    coalesce(array_to_string(v.requires, ' '), '') as requires,
    coalesce(v.is_plain_wait, false) as is_plain_wait,
    v.is_repeated as is_repeated,
    coalesce(v.effective_to >= cast($first_day as date), true) as is_in_force,
    coalesce(v.effective_from <= cast($first_day as date), true)
        and coalesce(v.effective_to >= cast($end_day as date) - 1, true) as is_in_force_throughout,
    coalesce(coalesce(v.effective_from, date '0001-01-01') < t.since, false) as is_gone,
    v.begins as begins,
    v.clause_order::integer as clause_order,
    v.reading_order::integer as reading_order
from version as v
left join newest as t on t.policy = v.policy
where v.age_rank = 1
order by
    policy,
    clause_order,
    clause,
    reading_order,
    reading
