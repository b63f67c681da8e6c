-- purpose: writes cases of two years as a canonical export
-- params:  cases: bigint, how many; path: the file to write
-- reads:   nothing
-- grain:   one row per case
-- columns: source, case_id, kind, received_at, channel, category, customer, team, severity
-- why:     drawn by hashes, so that every run writes the same
copy (
    select
        'helpdesk' as source,
        'C-' || lpad(i::varchar, 8, '0') as case_id,
        ['complaint', 'complaint', 'complaint', 'complaint', 'feedback'][1 + (hash(i, 2) % 5)::bigint] as kind,
        strftime(timestamp '2024-01-01' + to_seconds((hash(i, 1) % 63072000)::bigint), '%Y-%m-%dT%H:%M:%SZ') as received_at,
        ['email', 'web_form', 'phone', 'letter', 'chat'][1 + (hash(i, 3) % 5)::bigint] as channel,
        'category-' || (hash(i, 4) % 20) as category,
        'customer-' || (hash(i, 9) % 300000) as customer,
        'team-' || (hash(i, 5) % 8) as team,
        ['low', 'normal', 'high'][1 + (hash(i, 6) % 3)::bigint] as severity
    from range(1, $cases + 1) as t(i)
    order by i
)
to $path (format csv, header)
