-- purpose: what a reader of figures should know of the imported rows
-- params:  rows: JSON list, one object per note
-- reads:   nothing else
-- grain:   one row per import, measure, field and value
-- columns: import bigint, source, measure, field, value varchar, count bigint
-- why:     a doubt that is not shown becomes a wrong number
create temp table import_quality as
select unnest(from_json($rows::json, '[{
    "import": "BIGINT", "source": "VARCHAR", "measure": "VARCHAR", "field": "VARCHAR", "value": "VARCHAR", "count": "BIGINT"
}]'), recursive := true)
