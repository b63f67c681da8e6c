-- purpose: the empty tables that calendars are laid out in
-- params:  none
-- reads:   nothing
-- grain:   calendar_clock: one row per stretch of a UTC day in which nothing changes;
--          calendar_day: one per local date; calendar_open: one per stretch of open time and bucket of eight hours of it;
--          judge_due_from: one per span with its calendar, and stretch of a UTC day in which its due stands still or runs along
-- columns: as named; _us is UTC microseconds, half-open from and to. A start in a stretch of judge_due_from falls due at
--          due_us, and where it `runs`, as much later as the start lies after from_us
-- why:     working-time arithmetic stands once, in the program; here it is only looked up
create or replace temp table calendar_clock (
    calendar_key integer not null,
    utc_day integer not null,
    from_us bigint not null,
    to_us bigint not null,
    is_open boolean not null,
    was_open boolean not null,
    open_before bigint not null,
    day integer not null,
    business_before bigint not null,
    business_upto bigint not null
);
create or replace temp table calendar_day (
    calendar_key integer not null,
    day integer not null,
    starts_us bigint not null,
    ends_us bigint not null,
    is_business boolean not null,
    business_upto bigint not null
);
create or replace temp table calendar_open (
    calendar_key integer not null,
    bucket bigint not null,
    open_before bigint not null,
    open_upto bigint not null,
    opens_us bigint not null
);
create or replace temp table judge_due_from (
    rule_key integer not null,
    utc_day integer not null,
    from_us bigint not null,
    until_us bigint not null,
    due_us bigint not null,
    runs boolean not null
);
