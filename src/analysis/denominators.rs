//! Customers or orders by period and segment, so that rates can be told in place of counts.
//!
//! A file of three columns, `period`, `segment` and `customers` or `orders`, and where segments of
//! several kinds have rows, a fourth, `by`. Customers are those there were on average; orders are
//! those of the whole period. A period is a month, a quarter or a year; a month's own row comes
//! before that of its quarter.

use crate::error::{Error, Place, Result};
use crate::time::Period;
use crate::time::period::Length;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of the file in a workspace.
pub const FILE: &str = "denominators.csv";

/// What a denominator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Customers there were on average: they stay from month to month.
    Customers,
    /// Orders of the whole period: they are counted once.
    Orders,
}

impl Unit {
    /// The name of the column, and the word of the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
        }
    }

    /// The unit of a rate.
    pub fn rate(self) -> &'static str {
        match self {
            Self::Customers => "cases per 1,000 customers",
            Self::Orders => "cases per 1,000 orders",
        }
    }
}

/// The denominators of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Denominators {
    /// What they count.
    pub unit: Unit,
    values: BTreeMap<Key, f64>,
}

/// Kind of segment ("" for any), segment ("" for all cases; as [`path_name`] writes it), period.
type Key = (String, String, Period);

impl Denominators {
    /// Those of a workspace; `None` where it has no such file.
    pub fn of_workspace(root: &Path) -> Result<Option<Self>> {
        let file = root.join(FILE);
        if file.exists() { Self::read_file(&file).map(Some) } else { Ok(None) }
    }

    /// Reads a file.
    pub fn read_file(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|cause| Error::io("cannot read", file, &cause))?;
        Self::read(file, &text)
    }

    /// Reads the text of a file, every fault of it at once.
    pub fn read(file: &Path, text: &str) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|cause| Error::new(format!("it is no CSV file: {cause}")).in_file(file))?.clone();
        let columns = Columns::of(&headers).map_err(|error| error.in_file(file))?;
        let source = Source { file, text };
        let mut values = BTreeMap::new();
        let mut faults = Vec::new();
        for record in reader.records() {
            match record
                .map_err(|cause| Error::new(format!("a row cannot be read: {cause}")).in_file(file))
                .and_then(|row| columns.row(&row, source))
            {
                Ok(((key, value), line)) => {
                    let told = format!("{} {}", key.2, key.1);
                    if values.insert(key, value).is_some() {
                        faults.push(source.at(line, format!("{} has a second row", told.trim())).remedy("Keep one of the two."));
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        if values.is_empty() && faults.is_empty() {
            faults
                .push(Error::new("it has no rows").in_file(file).remedy("Add one row for each month and segment, or take the file away."));
        }
        Error::all(faults).map_or(Ok(Self { unit: columns.unit, values }), Err)
    }

    /// The denominator of a period, of a segment or of all cases.
    ///
    /// Where no segment of this kind has a row at all, each is counted over all customers or orders.
    /// All together are the row without a segment, or the sum of the segments, each with what lies below it counted once.
    pub fn value(&self, period: Period, by: &str, segment: Option<&str>) -> Option<f64> {
        match segment {
            Some(segment) if self.tell_apart(by) => self.find(by, segment, period),
            _ => self.find(by, "", period).or_else(|| self.sum(by, period)),
        }
    }

    /// Whether the cases of a segment are among those that the denominator of all cases of a period is of.
    ///
    /// The row without a segment is of all of them; a sum of segments is of those that have customers or orders, or lie below a
    /// category that has.
    pub fn is_counted_in_all(&self, period: Period, by: &str, segment: Option<&str>) -> bool {
        let has_some = |segment: &str| self.find(by, segment, period).is_some_and(|value| value > 0.0);
        let is_below_some = |segment: &str| self.outermost(by, None).any(|above| is_below(by, segment, above) && has_some(above));
        self.find(by, "", period).is_some() || segment.is_some_and(|segment| has_some(segment) || is_below_some(segment))
    }

    /// Whether any segment of this kind has a row of its own.
    pub fn tell_apart(&self, by: &str) -> bool {
        self.segments(by).next().is_some()
    }

    /// The segments of this kind that have a row, each as often as it has one.
    pub fn segments<'a>(&'a self, by: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .keys()
            .filter(move |(kind, segment, _)| (kind.is_empty() || kind == by) && !segment.is_empty())
            .map(|(_, segment, _)| segment.as_str())
    }

    /// The segments of this kind that lie below no other, each once: whoever is among the customers of `billing > refunds` is among
    /// those of `billing`. Those below a path alone, where one is given.
    pub fn outermost<'a>(&'a self, by: &'a str, under: Option<&str>) -> impl Iterator<Item = &'a str> {
        let is_asked = |segment: &&str| under.is_none_or(|path| is_below(by, segment, path));
        let segments: BTreeSet<&str> = self.segments(by).filter(is_asked).collect();
        let is_outermost = |segment: &&str| !segments.iter().any(|above| is_below(by, segment, above));
        segments.iter().copied().filter(is_outermost).collect::<Vec<_>>().into_iter()
    }

    fn sum(&self, by: &str, period: Period) -> Option<f64> {
        let segments: Vec<&str> = self.outermost(by, None).collect();
        if segments.is_empty() { None } else { segments.iter().map(|segment| self.find(by, segment, period)).sum() }
    }

    fn find(&self, by: &str, segment: &str, period: Period) -> Option<f64> {
        let segment = path_name(segment);
        let value =
            |within: Period| [by, ""].iter().find_map(|kind| self.values.get(&((*kind).to_string(), segment.clone(), within))).copied();
        let enclosing = [Length::Month, Length::Quarter, Length::Year].map(|length| Period::containing(period.first_day(), length));
        enclosing.into_iter().find_map(|within| {
            value(within).map(|value| match self.unit {
                Unit::Customers => value,
                Unit::Orders => value * days(period) / days(within),
            })
        })
    }
}

/// Whether a segment lies below another: of categories alone, whose paths are cut at ">" or "::".
pub fn is_below(by: &str, segment: &str, above: &str) -> bool {
    by == "category" && path_name(segment).strip_prefix(&path_name(above)).is_some_and(|rest| rest.starts_with(" > "))
}

/// A category path as the lists name it: `billing::refunds` is `billing > refunds`.
pub fn path_name(path: &str) -> String {
    path.replace("::", ">").split('>').map(str::trim).collect::<Vec<_>>().join(" > ")
}

fn days(period: Period) -> f64 {
    (period.end_day() - period.first_day()).num_days() as f64
}

struct Columns {
    unit: Unit,
    period: usize,
    segment: Option<usize>,
    by: Option<usize>,
    value: usize,
}

impl Columns {
    fn of(headers: &csv::StringRecord) -> Result<Self> {
        let place = |name: &str| headers.iter().position(|header| header.eq_ignore_ascii_case(name));
        let accepted = "period, segment, by, and customers or orders";
        let lacks = |what: &str| {
            Error::new(format!("there is no column \"{what}\"; the header is: {}", headers.iter().collect::<Vec<_>>().join(",")))
                .accepted(accepted)
        };
        let period = place("period").ok_or_else(|| lacks("period"))?;
        let (unit, value) = match (place("customers"), place("orders")) {
            (Some(_), Some(_)) => {
                return Err(Error::new("it has both customers and orders").remedy("Keep one of the two columns: a rate is over one thing."));
            }
            (Some(value), None) => (Unit::Customers, value),
            (None, Some(value)) => (Unit::Orders, value),
            (None, None) => return Err(lacks("customers")),
        };
        Ok(Self { unit, period, segment: place("segment"), by: place("by"), value })
    }

    fn row(&self, row: &csv::StringRecord, source: Source<'_>) -> Result<((Key, f64), u64)> {
        let line = row.position().map_or(0, csv::Position::line);
        let text = |column: usize| row.get(column).unwrap_or_default();
        let period: Period = text(self.period).parse().map_err(|error: Error| {
            source.at(line, error.found().to_string()).accepted("a month, a quarter or a year: 2026-07, 2026-Q3, 2026")
        })?;
        if period.length() == Length::Week {
            return Err(source.at(line, format!("{period} is a week")).accepted("a month, a quarter or a year: 2026-07, 2026-Q3, 2026"));
        }
        let value = text(self.value);
        let number = value.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        let number = number.ok_or_else(|| {
            source
                .at(line, format!("\"{value}\" is no number of {}", self.unit.name()))
                .accepted("a number of zero or more, without separators")
        })?;
        let optional = |column: Option<usize>| column.map(text).unwrap_or_default().to_string();
        Ok((((optional(self.by), path_name(&optional(self.segment)), period), number), line))
    }
}

/// A file while it is read, for messages that show the line.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn at(&self, line: u64, found: String) -> Error {
        let line = line as usize;
        let excerpt = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_string();
        Error::new(found).at(Place { line, excerpt, ..Place::file(self.file) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Denominators> {
        Denominators::read(Path::new("denominators.csv"), text)
    }

    fn value(file: &Denominators, period: &str, segment: Option<&str>) -> Option<f64> {
        file.value(period.parse().unwrap(), "product", segment)
    }

    #[test]
    fn customers_stay_and_orders_are_shared_out_by_days() {
        let customers = read("period,segment,customers\n2026-Q3,Boiler,900\n2026-08,Boiler,930\n").unwrap();
        assert_eq!(value(&customers, "2026-07", Some("Boiler")), Some(900.0));
        assert_eq!(value(&customers, "2026-08", Some("Boiler")), Some(930.0));
        let orders = read("period,segment,orders\n2026-Q3,Boiler,920\n").unwrap();
        // July has 31 of the quarter's 92 days.
        assert_eq!(value(&orders, "2026-07", Some("Boiler")), Some(310.0));
        assert_eq!(value(&orders, "2026-10", Some("Boiler")), None);
    }

    #[test]
    fn all_cases_take_the_row_without_a_segment_or_the_sum() {
        let file = read("period,segment,customers\n2026-07,Boiler,100\n2026-07,Meter,50\n").unwrap();
        assert_eq!((value(&file, "2026-07", None), value(&file, "2026-07", Some("Pump"))), (Some(150.0), None));
        let counted = |segment: Option<&str>| file.is_counted_in_all("2026-07".parse().unwrap(), "product", segment);
        assert_eq!([Some("Boiler"), Some("Pump"), None].map(counted), [true, false, false]);
        let file = read("period,segment,customers\n2026-07,,400\n").unwrap();
        let counted = |segment: Option<&str>| file.is_counted_in_all("2026-07".parse().unwrap(), "product", segment);
        assert_eq!([Some("Boiler"), Some("Pump"), None].map(counted), [true, true, true]);
        assert_eq!((value(&file, "2026-07", None), value(&file, "2026-07", Some("Pump"))), (Some(400.0), Some(400.0)));
    }

    #[test]
    fn what_lies_below_a_category_is_counted_once() {
        // The 60 of refunds are among the 100 of billing; product names are no paths.
        let file = read("period,segment,customers\n2026-07,billing,100\n2026-07,billing > refunds,60\n2026-07,delivery,50\n").unwrap();
        let july: Period = "2026-07".parse().unwrap();
        assert_eq!((file.value(july, "category", None), file.value(july, "product", None)), (Some(150.0), Some(210.0)));
        assert_eq!(file.value(july, "category", Some("billing > refunds")), Some(60.0));
        let counted = |segment: &str| file.is_counted_in_all(july, "category", Some(segment));
        assert_eq!(["billing > refunds", "billing::fees", "billings", "service"].map(counted), [true, true, false, false]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let error = read("period,segment,orders\n2026-07,a,12\nJuly,a,3\n2026-08,a,-4\n2026-07,a,9\n").unwrap_err().to_string();
        for told in
            ["denominators.csv:3", "denominators.csv:4: \"-4\" is no number of orders", "denominators.csv:5: 2026-07 a has a second row"]
        {
            assert!(error.contains(told), "{told}\n{error}");
        }
        assert!(read("month,orders\n2026-07,1\n").unwrap_err().to_string().contains("there is no column \"period\""));
        assert!(read("period,orders\n").unwrap_err().to_string().contains("it has no rows"));
        assert!(read("period,orders,customers\n2026-07,1,2\n").unwrap_err().to_string().contains("both customers and orders"));
    }

    #[test]
    fn a_path_is_found_however_it_is_spelt() {
        for spelt in ["billing > refunds", "billing>refunds", "billing::refunds"] {
            let file = read(&format!("period,segment,customers\n2026-07,{spelt},60\n")).unwrap();
            let value = |segment: &str| file.value("2026-07".parse().unwrap(), "category", Some(segment));
            assert_eq!((value("billing > refunds"), value("billing::refunds"), value("billing")), (Some(60.0), Some(60.0), None));
        }
        assert!(read("period,segment,customers\n2026-07,a > b,60\n2026-07,a::b,60\n").unwrap_err().to_string().contains("second row"));
    }

    #[test]
    fn a_kind_of_segment_may_have_rows_of_its_own() {
        let file = read("by,period,segment,orders\nchannel,2026-07,Online,10\nproduct,2026-07,Online,99\n").unwrap();
        assert_eq!(value(&file, "2026-07", Some("Online")), Some(99.0));
    }
}
