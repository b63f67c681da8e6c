-- purpose: writes what happened to the cases of cases.sql as a canonical export
-- params:  cases: bigint, how many; path: the file to write
-- reads:   nothing
-- grain:   one row per event, five and a quarter a case
-- columns: source, case_id, event, at, expected_at, actor, role, auto
-- why:     each kind of event comes to some of the cases in a thousand, so many seconds after receipt as lie between two bounds
copy (
    with kinds as (
        select unnest([
            { 'event': 'acknowledged', 'of_1000': 930, 'from_s': 60, 'upto_s': 259200, 'seed': 11 },
            { 'event': 'info_requested', 'of_1000': 180, 'from_s': 3600, 'upto_s': 518400, 'seed': 12 },
            { 'event': 'info_received', 'of_1000': 150, 'from_s': 259200, 'upto_s': 1036800, 'seed': 13 },
            { 'event': 'delay_notice', 'of_1000': 100, 'from_s': 432000, 'upto_s': 1209600, 'seed': 14 },
            { 'event': 'progress_update', 'of_1000': 300, 'from_s': 3600, 'upto_s': 1728000, 'seed': 20 },
            { 'event': 'progress_update', 'of_1000': 300, 'from_s': 3600, 'upto_s': 1728000, 'seed': 21 },
            { 'event': 'progress_update', 'of_1000': 300, 'from_s': 3600, 'upto_s': 1728000, 'seed': 22 },
            { 'event': 'progress_update', 'of_1000': 300, 'from_s': 3600, 'upto_s': 1728000, 'seed': 23 },
            { 'event': 'progress_update', 'of_1000': 300, 'from_s': 3600, 'upto_s': 1728000, 'seed': 24 },
            { 'event': 'outcome_communicated', 'of_1000': 900, 'from_s': 86400, 'upto_s': 1728000, 'seed': 30 },
            { 'event': 'closed', 'of_1000': 950, 'from_s': 90000, 'upto_s': 2160000, 'seed': 31 },
            { 'event': 'assigned', 'of_1000': 550, 'from_s': 60, 'upto_s': 172800, 'seed': 32 }
        ], recursive := true)
    ),
    drawn as (
        select
            i,
            k.event,
            k.seed,
            timestamp '2024-01-01' + to_seconds((hash(i, 1) % 63072000)::bigint) as received_at,
            k.from_s + (hash(i, k.seed) % (k.upto_s - k.from_s)::ubigint)::bigint as after_s
        from range(1, $cases + 1) as t(i)
        cross join kinds as k
        where hash(i, k.seed + 1000) % 1000 < k.of_1000
    )
    select
        'helpdesk' as source,
        'C-' || lpad(d.i::varchar, 8, '0') as case_id,
        d.event,
        strftime(d.received_at + to_seconds(d.after_s), '%Y-%m-%dT%H:%M:%SZ') as at,
        case when d.event = 'delay_notice'
            then strftime(d.received_at + to_days((15 + hash(d.i, 91) % 10)::integer), '%Y-%m-%dT%H:%M:%SZ')
        end as expected_at,
        'agent-' || (hash(d.i, 77) % 50) as actor,
        'agent' as role,
        case when d.event = 'acknowledged' then false end as auto
    from drawn as d
    order by d.i, d.after_s, d.seed
)
to $path (format csv, header)
