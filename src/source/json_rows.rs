//! JSON row by row: one object a line, the elements of an array, or of one inside an outer object.
//!
//! Nested objects are flattened with dots. Where a mapping names an array inside a row (`each`),
//! every element of it is a row of its own, beside the values of the objects around it. Whatever
//! the size of the file, only one object is held at a time; in JSON Lines a broken line costs
//! only itself.

use super::decode::Decoded;
use super::json_numbers::{marked, unmarked, written};
use super::json_once::Once;
use super::json_scan::{Element, JsonScan};
use super::mapping::Layout;
use super::ragged::{Ragged, RaggedRow};
use super::shape::{Kind, Shape};
use super::unpack::{Unpacked, damaged};
use crate::error::{Error, Place, Result};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::{BufRead, Cursor, Read};
use std::path::{Path, PathBuf};

/// So many lines are looked at where the first one is broken.
const LINES_LOOKED_AT: usize = 20;
/// An object longer than this is no row.
pub const LONGEST_ROW: usize = 64 << 20;

/// The rows of a JSON file.
pub struct JsonRows {
    file: PathBuf,
    shape: Shape,
    input: Input,
    spread: Spread,
}

/// Makes rows of elements.
struct Spread {
    rows: Option<String>,
    each: Vec<String>,
    is_lines: bool,
    ready: VecDeque<RaggedRow>,
    number: u64,
}

enum Input {
    Lines { input: Decoded, line: u64 },
    Stream(Box<JsonScan<Decoded>>),
}

impl JsonRows {
    /// Opens a file.
    pub fn open(file: &Path, shape: &Shape, layout: &Layout) -> Result<Self> {
        let input = Decoded::new(Unpacked::open(file, shape.packing)?, shape.encoding);
        let is_lines = shape.kind == Kind::Json { is_lines: true };
        let input =
            if is_lines { Input::Lines { input, line: 0 } } else { Input::Stream(Box::new(JsonScan::new(input, layout.rows.clone()))) };
        Ok(Self { file: file.to_path_buf(), shape: shape.clone(), input, spread: Spread::new(layout, is_lines) })
    }

    fn next_element(&mut self) -> Result<Option<Element>> {
        let broken = |cause: std::io::Error| damaged(&self.file, self.shape.packing, &cause);
        match &mut self.input {
            Input::Stream(scan) => match scan.next_element().map_err(broken)? {
                None if scan.cut_off().is_some() => Err(cut_short(&self.file, scan.cut_off().unwrap_or_default())),
                element => Ok(element),
            },
            Input::Lines { input, line } => loop {
                let mut bytes = Vec::new();
                Read::take(&mut *input, LONGEST_ROW as u64).read_until(b'\n', &mut bytes).map_err(broken)?;
                if bytes.is_empty() {
                    return Ok(None);
                }
                *line += 1;
                if bytes.len() == LONGEST_ROW {
                    let place = Place { line: *line as usize, ..Place::file(&self.file) };
                    return Err(Error::new("this line is longer than 64 MB").at(place).remedy("Write one object a line."));
                }
                let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_string();
                if !text.trim().is_empty() {
                    return Ok(Some(Element { line: *line, text, fault: None }));
                }
            },
        }
    }
}

/// Nobody knows how many rows are missing from a file that ends inside its array.
fn cut_short(file: &Path, line: u64) -> Error {
    Error::new("the JSON breaks off here: what was opened before is never closed, so rows may be missing")
        .at(Place { line: line as usize, ..Place::file(file) })
        .remedy("Export or download it again; nothing was imported.")
}

/// The value of a text; its numbers keep their digits, and a fault is told by its place in the text as it is written.
fn parsed(text: &str) -> serde_json::Result<Value> {
    let once = |text: &str| serde_json::from_str::<Once>(text).map(|once| once.0);
    once(&marked(text)).or_else(|_| once(text))
}

impl Spread {
    fn new(layout: &Layout, is_lines: bool) -> Self {
        let each = layout.each.iter().flat_map(|path| path.split('.')).map(str::to_string).collect();
        Self { rows: layout.rows.clone(), each, is_lines, ready: VecDeque::new(), number: 0 }
    }

    /// Adds the rows of one element.
    fn add_element(&mut self, element: Element) {
        let Element { line, text, fault } = element;
        if let Some(fault) = fault {
            return self.add(line, text, Err(fault));
        }
        match parsed(&text) {
            Ok(Value::Object(mut object)) => {
                let inner = self.rows.as_ref().and_then(|rows| array_at(&mut object, rows)).map(std::mem::take);
                match inner {
                    Some(inner) => inner.into_iter().for_each(|value| self.add_value(line, written(&value), value)),
                    None => self.add_value(line, text, Value::Object(object)),
                }
            }
            Ok(_) => self.add(line, text, Err("this is no JSON object".to_string())),
            Err(cause) if cause.is_data() => {
                let reason = cause.to_string();
                let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |split| split.0).to_string();
                self.add(line, text, Err(reason));
            }
            Err(cause) => {
                let what = if self.is_lines { "the line" } else { "this" };
                let reason = format!("{what} is not JSON (column {})", cause.column());
                self.add(line, text, Err(reason));
            }
        }
    }

    fn add_value(&mut self, line: u64, text: String, value: Value) {
        let Value::Object(object) = value else { return self.add(line, text, Err("this is no JSON object".to_string())) };
        if self.each.is_empty() {
            return self.add(line, text, Ok(flatten(object)));
        }
        // What is set aside of an element is read again as one row, so the text of a row holds no other.
        let texts = if is_single(&object, &self.each) { vec![text] } else { alone(&object, &self.each).iter().map(written).collect() };
        for (text, cells) in texts.into_iter().zip(spread(object, &self.each)) {
            self.add(line, text, Ok(cells));
        }
    }

    fn add(&mut self, line: u64, text: String, cells: std::result::Result<Vec<(String, String)>, String>) {
        self.number += 1;
        self.ready.push_back(RaggedRow { number: self.number, line, cells, text });
    }
}

impl Ragged for JsonRows {
    fn next_row(&mut self) -> Result<Option<RaggedRow>> {
        while self.spread.ready.is_empty() {
            match self.next_element()? {
                Some(element) => self.spread.add_element(element),
                None => return Ok(None),
            }
        }
        Ok(self.spread.ready.pop_front())
    }

    fn bytes_read(&self) -> u64 {
        match &self.input {
            Input::Lines { input, .. } => input.bytes_read(),
            Input::Stream(scan) => scan.input().bytes_read(),
        }
    }
}

/// The array at the end of a path of names with dots between them.
fn array_at<'a>(object: &'a mut Map<String, Value>, path: &str) -> Option<&'a mut Vec<Value>> {
    match path.split_once('.').filter(|_| !object.contains_key(path)) {
        Some((name, rest)) => array_at(object.get_mut(name)?.as_object_mut()?, rest),
        None => object.get_mut(path)?.as_array_mut(),
    }
}

type Cells = Vec<(String, String)>;

/// The rows of an object: one, or one for each element of the array at the end of a path.
fn spread(mut object: Map<String, Value>, path: &[String]) -> Vec<Cells> {
    let Some((key, rest)) = path.split_first() else { return vec![flatten(object)] };
    let inner = object.shift_remove(key);
    let outer = flatten(object);
    let inside = |value: Value| match value {
        Value::Object(object) => spread(object, rest),
        Value::Null => vec![Cells::new()],
        other => vec![vec![(String::new(), scalar(&other))]],
    };
    let mut rows: Vec<Cells> = match inner {
        Some(Value::Array(elements)) => elements.into_iter().flat_map(inside).collect(),
        Some(value) => inside(value),
        None => Vec::new(),
    };
    if rows.is_empty() {
        rows.push(Cells::new());
    }
    let named = |(name, value): (String, String)| (if name.is_empty() { key.clone() } else { format!("{key}.{name}") }, value);
    rows.into_iter().map(|cells| outer.iter().cloned().chain(cells.into_iter().map(named)).collect()).collect()
}

/// Whether an object is one row: no array on the path has two elements.
fn is_single(object: &Map<String, Value>, path: &[String]) -> bool {
    let Some((key, rest)) = path.split_first() else { return true };
    let is_one = |value: &Value| value.as_object().is_none_or(|object| is_single(object, rest));
    match object.get(key) {
        Some(Value::Array(elements)) => elements.len() < 2 && elements.iter().all(is_one),
        Some(value) => is_one(value),
        None => true,
    }
}

/// The rows of an object in the order of [`spread`], each as the object that holds that row alone.
fn alone(object: &Map<String, Value>, path: &[String]) -> Vec<Value> {
    let Some((key, rest)) = path.split_first() else { return vec![Value::Object(object.clone())] };
    let inside = |value: &Value| match value {
        Value::Object(object) => alone(object, rest),
        other => vec![other.clone()],
    };
    let elements: Vec<Value> = match object.get(key) {
        Some(Value::Array(elements)) => elements.iter().flat_map(inside).collect(),
        Some(value) => inside(value),
        None => Vec::new(),
    };
    if elements.is_empty() {
        return vec![Value::Object(object.clone())];
    }
    let with = |element: Value| {
        let mut element = Some(Value::Array(vec![element]));
        let entry = |(name, value): (&String, &Value)| {
            let own = if name == key { element.take() } else { None };
            (name.clone(), own.unwrap_or_else(|| value.clone()))
        };
        Value::Object(object.iter().map(entry).collect())
    };
    elements.into_iter().map(with).collect()
}

/// The values of an object by flattened name. Null is blank: who writes it has such a field, and nothing happened.
fn flatten(object: Map<String, Value>) -> Cells {
    let mut cells = Vec::new();
    for (key, value) in object {
        put(&mut cells, key, value);
    }
    cells
}

fn put(cells: &mut Cells, name: String, value: Value) {
    match value {
        Value::Null => cells.push((name, String::new())),
        Value::Object(object) => {
            for (key, value) in object {
                put(cells, format!("{name}.{key}"), value);
            }
        }
        Value::Array(elements) => match named_elements(&elements) {
            Some(named) => named.into_iter().for_each(|(key, value)| put(cells, format!("{name}.{key}"), value)),
            None => cells.push((name, written(&Value::Array(elements)))),
        },
        other => cells.push((name, scalar(&other))),
    }
}

/// `[{"id": 7, "value": "x"}]` is how many programs write an object with the key 7.
fn named_elements(elements: &[Value]) -> Option<Vec<(String, Value)>> {
    let named = |element: &Value| {
        let object = element.as_object()?;
        let key =
            ["id", "name", "key", "field"].iter().find_map(|key| object.get(*key)).filter(|key| key.is_string() || key.is_number())?;
        Some((scalar(key), object.get("value")?.clone()))
    };
    elements.iter().map(named).collect::<Option<Vec<_>>>().filter(|named| !named.is_empty())
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => unmarked(text).to_string(),
        other => written(other),
    }
}

/// Why a text has no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rowless {
    /// Its list is empty.
    Empty,
    /// None of its rows can be read: the line of the first, and what is wrong with it.
    Broken(u64, String),
}

/// Why a whole text has no row that can be read, if so.
pub fn rowless(text: &str, is_lines: bool, layout: &Layout, most: usize) -> Option<Rowless> {
    let rows = spread_head(text, is_lines, layout, most);
    match rows.first() {
        None => Some(Rowless::Empty),
        Some(RaggedRow { line, cells: Err(reason), .. }) if rows.iter().all(|row| row.cells.is_err()) => {
            Some(Rowless::Broken(*line, reason.clone()))
        }
        Some(_) => None,
    }
}

/// The rows at the beginning of a text; what the text cuts off is left out.
pub fn rows_of_head(head: &str, is_lines: bool, layout: &Layout, most: usize) -> Vec<RaggedRow> {
    spread_head(head, is_lines, layout, most).into_iter().filter(|row| row.cells.is_ok()).take(most).collect()
}

fn spread_head(head: &str, is_lines: bool, layout: &Layout, most: usize) -> Vec<RaggedRow> {
    let mut rows = Spread::new(layout, is_lines);
    let lines = || {
        let lines = head.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        lines.map(|(line, number)| Element { line: number, text: line.to_string(), fault: None })
    };
    let scan = || JsonScan::new(Cursor::new(head.as_bytes().to_vec()), layout.rows.clone()).elements();
    let elements: Vec<Element> = if is_lines { lines().take(most).collect() } else { scan().take(most).collect() };
    for element in elements {
        rows.add_element(element);
    }
    rows.ready.into()
}

/// Whether a text that begins like this has an object on each line.
///
/// The first line tells it; and where that is broken, the lines after it do, if it goes on with nothing that could come next.
pub fn is_lines(head: &str) -> bool {
    let is_object = |line: &str| serde_json::from_str::<Map<String, Value>>(line).is_ok();
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = lines.next().filter(|line| line.trim_start().starts_with('{')) else { return false };
    if is_object(first) {
        return true;
    }
    let values = serde_json::Deserializer::from_str(head).into_iter::<serde::de::IgnoredAny>();
    let is_broken = values.filter_map(std::result::Result::err).any(|fault| fault.is_syntax());
    let others: Vec<&str> = lines.take(LINES_LOOKED_AT).collect();
    is_broken && 2 * others.iter().filter(|line| is_object(line)).count() > others.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(rows: Option<&str>, each: Option<&str>) -> Layout {
        Layout { rows: rows.map(str::to_string), each: each.map(str::to_string), ..Layout::default() }
    }

    fn opened(text: &str, layout: &Layout) -> (tempfile::TempDir, JsonRows) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.json");
        std::fs::write(&file, text).unwrap();
        let kind = Kind::Json { is_lines: is_lines(text) };
        let shape = Shape { kind, packing: crate::source::unpack::Packing::Plain, encoding: encoding_rs::UTF_8 };
        let rows = JsonRows::open(&file, &shape, layout).unwrap();
        (dir, rows)
    }

    /// Number, line and values of every row of a file, or the reason why it has none.
    fn rows(text: &str, layout: &Layout) -> Vec<(u64, u64, String)> {
        let (_dir, mut rows) = opened(text, layout);
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().unwrap() {
            let cells = row.cells.map(|cells| cells.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "));
            found.push((row.number, row.line, cells.unwrap_or_else(|reason| reason)));
        }
        found
    }

    /// Why the file cannot be read to its end.
    fn refusal(text: &str, layout: &Layout) -> String {
        let (_dir, mut rows) = opened(text, layout);
        loop {
            match rows.next_row() {
                Ok(Some(_)) => {}
                Ok(None) => return String::new(),
                Err(error) => return error.found().to_string(),
            }
        }
    }

    fn row(number: u64, line: u64, cells: &str) -> (u64, u64, String) {
        (number, line, cells.to_string())
    }

    #[test]
    fn lines_an_array_and_an_array_inside_an_object_are_read_alike() {
        let plain = layout(Some("tickets"), None);
        for (text, lines) in [
            ("{\"id\":1}\n\n{\"id\":2}\n", [1, 3]),
            ("[{\"id\":1},\n {\"id\":2}]", [1, 2]),
            ("[\n{\n\"id\":1},{\"id\":2}\n]", [2, 3]),
            ("{\n\"next\": null,\n\"tickets\":[{\"id\":1},{\"id\":2}],\n\"count\":2}", [3, 3]),
            ("{\"tickets\":[{\"id\":1}]}\n{\"tickets\":[{\"id\":2}]}\n", [1, 2]),
            ("{\n\"id\":1}\n{\n\"id\":2}\n", [1, 3]),
        ] {
            assert_eq!(rows(text, &plain), [row(1, lines[0], "id=1"), row(2, lines[1], "id=2")], "{text}");
        }
    }

    #[test]
    fn a_broken_first_line_costs_only_itself() {
        for cut in
            ["{\"id\":1", "{\"id\":\"1", "{\"id\":[1,2", "{\"id\":[1,", "{\"id\":{\"a\":1", "{\"id\":", "{\"id\"", "{", "{\"id\":1}}"]
        {
            let text = format!("{cut}\n{{\"id\":2}}\n\n{{\"id\":3}}\n");
            let found = rows(&text, &layout(None, None));
            assert_eq!(found[1..], [row(2, 2, "id=2"), row(3, 4, "id=3")], "{text}");
            assert!(found[0].2.starts_with("the line is not JSON"), "{found:?}");
        }
    }

    #[test]
    fn lines_are_told_from_objects_that_go_on_over_lines() {
        for lines in ["{\"a\":1}", "\n{\"a\":1}\r\n{\"a\":2}\r\n", "{\"a\":1\n{\"a\":2}\nno object\n{\"a\":3}\n{\"a\":4}\n"] {
            assert!(is_lines(lines), "{lines}");
        }
        for others in [
            "[\n{\"a\":1},\n{\"a\":2}\n]",
            "{\n\"rows\":[\n{\"a\":1}\n,{\"a\":2}\n]}",
            "{\"rows\":[\n{\"a\":1}\n]}",
            // Cut where an object may follow, as the head of a file is: there the end proves nothing.
            "{\"rows\":[\n{\"a\":1}",
            // An object that is broken in itself and goes on over lines.
            "{\n\"a\" 1,\n\"b\": {},\n\"c\": 2\n}\n{\n\"a\": 2\n}",
            "{\"a\":1",
            "",
        ] {
            assert!(!is_lines(others), "{others}");
        }
    }

    #[test]
    fn rows_are_found_at_the_end_of_a_path() {
        let row = |number, line, text: &str| (number, line, text.to_string());
        for (text, lines) in [
            (r#"{"data":{"count":2,"items":[{"id":1},{"id":2}],"next":null},"ok":true}"#, [1, 1]),
            ("{\n\"data\": {\"count\": {\"all\":2},\n\"items\": [\n{\"id\":1},\n{\"id\":2}], \"next\":{}},\n\"ok\":true\n}", [4, 5]),
            ("{\n\"data.items\":[{\"id\":1},{\"id\":2}]}", [2, 2]),
        ] {
            let found = rows(text, &layout(Some("data.items"), None));
            assert_eq!(found, [row(1, lines[0], "id=1"), row(2, lines[1], "id=2")], "{text}");
        }
        // Where there is no such array, the object itself is a row.
        assert_eq!(rows("{\n\"data\":{\"x\":1,\"y\":2}}", &layout(Some("data.items"), None)), [row(1, 1, "data.x=1 data.y=2")]);
    }

    #[test]
    fn nested_objects_are_flattened_and_nothing_is_left_out() {
        let text = r#"{"id":7,"customer":{"email":"a@b","tags":["x"]},"gone":null,"ok":true,"fields":[{"id":3,"value":"red"},{"id":4,"value":null}]}"#;
        assert_eq!(
            rows(text, &layout(None, None)),
            [row(1, 1, "id=7 customer.email=a@b customer.tags=[\"x\"] gone= ok=true fields.3=red fields.4=")]
        );
    }

    #[test]
    fn numbers_keep_the_digits_in_which_they_are_written() {
        let text = r#"[{"id":20260000000000000000001,"n":1.10,"deep":{"x":[9007199254740993.5,1e3]},"fields":[{"id":12345678901234567890123,"value":0.10}]}]"#;
        let expected = "id=20260000000000000000001 n=1.10 deep.x=[9007199254740993.5,1e3] fields.12345678901234567890123=0.10";
        assert_eq!(rows(text, &layout(None, None)), [row(1, 1, expected)]);
    }

    #[test]
    fn every_element_of_an_inner_array_is_a_row() {
        let text = r#"{"id":1,"log":{"by":"ann","items":[{"to":"open"},{"to":"done"}]}}"#;
        let expected = ["id=1 log.by=ann log.items.to=open", "id=1 log.by=ann log.items.to=done"];
        assert_eq!(rows(text, &layout(None, Some("log.items"))), [row(1, 1, expected[0]), row(2, 1, expected[1])]);
        let twice = r#"{"id":1,"a":[{"n":1,"b":[{"x":1},{"x":2}]},{"n":2,"b":[]},{"n":3}]}"#;
        let expected = ["id=1 a.n=1 a.b.x=1", "id=1 a.n=1 a.b.x=2", "id=1 a.n=2", "id=1 a.n=3"];
        let found: Vec<String> = rows(twice, &layout(None, Some("a.b"))).into_iter().map(|row| row.2).collect();
        assert_eq!(found, expected);
        assert_eq!(rows(r#"{"id":1}"#, &layout(None, Some("a"))), [row(1, 1, "id=1")]);
    }

    #[test]
    fn the_text_of_a_row_reads_back_as_that_row_alone() {
        let inner = layout(None, Some("a.b"));
        let text = r#"{"id":1,"n":1.10,"a":[{"n":1,"b":[{"x":1},{"x":2},null,5]},{"n":2,"b":[]},{"n":3}],"z":"last"}"#;
        let (_dir, mut read) = opened(text, &inner);
        let mut count = 0;
        while let Some(row) = read.next_row().unwrap() {
            let (_dir, mut again) = opened(&row.text, &inner);
            assert_eq!(again.next_row().unwrap().unwrap().cells, row.cells, "{}", row.text);
            assert!(again.next_row().unwrap().is_none(), "{}", row.text);
            count += 1;
        }
        assert_eq!(count, 6);
        // What is one row already stays as it is written.
        let (_dir, mut read) = opened("{\"id\": 1, \"a\": {\"b\": [7]}}", &inner);
        assert_eq!(read.next_row().unwrap().unwrap().text, "{\"id\": 1, \"a\": {\"b\": [7]}}");
    }

    #[test]
    fn a_broken_row_costs_only_itself_and_a_cut_off_file_is_noticed() {
        let plain = layout(None, None);
        assert_eq!(
            rows("{\"id\":1}\n{\"id\":\n[1]\n", &plain),
            [row(1, 1, "id=1"), row(2, 2, "the line is not JSON (column 6)"), row(3, 3, "this is no JSON object"),]
        );
        for cut in ["[{\"id\":1},{\"id\":2", "[{\"id\":1},\n", "[{\"id\":1}", "[{\"id\":1},{\"id\":2}\n"] {
            assert!(refusal(cut, &plain).contains("the JSON breaks off here"), "{cut}");
        }
        assert!(refusal("{\"tickets\":[{\"id\":1},", &layout(Some("tickets"), None)).contains("the JSON breaks off here"));
        assert_eq!(rows("{\n\"id\":1}\n{\"id\":2", &plain), [row(1, 1, "id=1"), row(2, 3, "the file ends inside this object")]);
        assert_eq!(rows("[1,\"x\"]", &plain), [row(1, 1, "this is no JSON object"), row(2, 1, "this is no JSON object")]);
    }
}
