//! What a query of `queries/` says of itself: its header and its parameters.

use std::path::Path;

/// The parts of a header, in the order in which they stand.
pub const HEADER_PARTS: [&str; 6] = ["purpose", "params", "reads", "grain", "columns", "why"];

/// A part of a query's header, its lines joined; empty where the header has none.
///
/// ```
/// let sql = "-- purpose: counts\n-- params:  a bigint;\n--          b date\nselect 1";
/// assert_eq!(ombud::sql::header(sql, "params"), "a bigint; b date");
/// ```
pub fn header(sql: &str, part: &str) -> String {
    let mut text = String::new();
    let mut is_within = false;
    for line in sql.lines().map_while(|line| line.strip_prefix("--")) {
        let line = line.trim();
        match line.split_once(':') {
            Some((name, rest)) if HEADER_PARTS.contains(&name) => {
                is_within = name == part;
                if is_within {
                    text.push_str(rest.trim());
                }
            }
            _ if is_within => {
                text.push(' ');
                text.push_str(line);
            }
            _ => {}
        }
    }
    text
}

/// The names of a query's `$parameters`, in the order in which they first occur; comments do not count.
pub fn parameters(sql: &str) -> Vec<String> {
    let code: String = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
    let mut names: Vec<String> = Vec::new();
    for part in code.split('$').skip(1) {
        let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A text as a literal, for paths in statements that take no parameters.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The path of one file for a function of `DuckDB` that reads files: what would stand for several names stands for itself.
///
/// Such a function is also to be told `hive_partitioning = false`: a folder called `team=South` is no column of the file.
pub fn one_file(path: &Path) -> String {
    let mut text = String::new();
    for letter in path.to_string_lossy().chars() {
        match letter {
            '*' | '?' | '[' => text.extend(['[', letter, ']']),
            letter => text.push(letter),
        }
    }
    text
}

/// The files as `DuckDB` reads them in a statement that takes no parameters.
pub fn read_parquet<'a>(files: impl IntoIterator<Item = &'a Path>, options: &str) -> String {
    let files: Vec<String> = files.into_iter().map(|file| literal(&one_file(file))).collect();
    format!("read_parquet([{}], hive_partitioning = false{options})", files.join(", "))
}
