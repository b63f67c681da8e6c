-- purpose: the tables of the database in which an import is put together
-- params:  none
-- reads:   nothing
-- grain:   rows_in, case_rows_in, cases_in, events_in, rejects_in: one row per row of a file (events_in: per event that it yields);
--          case_rows_in: rows that are a case, in the order in which the file of cases has them; cases_in: what rows that are events say of theirs
-- columns: as written below; *_flags are the bits of import/instants.rs; digests are 128 bits as two numbers;
--          kind is the table of the mapping that a file is of; known_files: those of earlier imports of the source; attributes are a JSON object of texts, which is lighter to sort than a map
-- why:     what is needed to find what is repeated, and what must be sorted; larger than memory, it goes to disk
create table source_in (
    source varchar
);
create table files_in (
    file_no integer,
    name varchar,
    import_id bigint,
    kind varchar
);
create table known_files (
    import_id bigint,
    original bigint,
    statement bigint,
    name varchar,
    kind varchar
);
create table rows_in (
    file_no integer,
    row_no bigint,
    line_no bigint,
    digest_high ubigint,
    digest_low ubigint,
    is_faulty boolean
);
create table case_rows_in (
    file_no integer,
    row_no bigint,
    source varchar,
    case_id varchar,
    received_flags integer,
    due_flags integer
);
create table cases_in (
    file_no integer,
    row_no bigint,
    source varchar,
    case_id varchar,
    kind varchar,
    channel varchar,
    category varchar,
    subcategory varchar,
    product varchar,
    customer varchar,
    team varchar,
    owner varchar,
    severity varchar,
    region varchar,
    outcome varchar,
    subject varchar,
    description varchar,
    received_at timestamp,
    received_last timestamp,
    received_flags integer,
    due_at timestamp,
    due_flags integer,
    attributes varchar,
    said_at timestamp
);
create table events_in (
    file_no integer,
    row_no bigint,
    part integer,
    source varchar,
    case_id varchar,
    event varchar,
    "at" timestamp,
    at_last timestamp,
    at_flags integer,
    expected_at timestamp,
    expected_flags integer,
    actor varchar,
    role varchar,
    auto boolean,
    evidence varchar,
    attributes varchar,
    digest_high ubigint,
    digest_low ubigint
);
create table steps_in (
    file_no integer,
    row_no bigint,
    first_part integer,
    next_part integer,
    rule varchar,
    source varchar,
    case_id varchar,
    "at" timestamp,
    at_last timestamp,
    received_at timestamp,
    wanted varchar,
    field varchar,
    state varchar,
    from_words varchar,
    is_hidden boolean
);
create table notes_in (
    file_no integer,
    row_no bigint,
    measure varchar,
    field varchar,
    value varchar
);
create table rejects_in (
    file_no integer,
    row_no bigint,
    column_name varchar,
    value varchar,
    reason varchar
);
create table texts_in (
    file_no integer,
    row_no bigint,
    text varchar
);
