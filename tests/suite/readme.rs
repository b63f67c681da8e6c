//! What the README shows is what the program prints.

use crate::program::ombud;
use std::path::Path;

/// A command of the README, and the lines that it shows of its output.
struct Example {
    words: Vec<String>,
    lines: Vec<String>,
}

#[test]
fn every_output_in_the_readme_is_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let examples = examples(&readme);
    assert!(examples.len() >= 4);
    let demo = crate::truths::demo().join("here");
    for example in &examples {
        let words: Vec<&str> = example.words.iter().map(String::as_str).collect();
        let run = match words[..] {
            ["demo"] => {
                let home = tempfile::tempdir().unwrap();
                ombud(home.path(), &words)
            }
            ["policy", ..] => ombud(root, &words),
            _ => ombud(&demo, &words),
        };
        let mut printed = run.out.lines().chain(run.err.lines());
        for line in example.lines.iter().filter(|line| *line != "…") {
            assert!(
                printed.any(|real| real.trim_end() == line.trim_end()),
                "`ombud {}` does not print, or not in this order:\n{line}\nbut:\n{}{}",
                words.join(" "),
                run.out,
                run.err
            );
        }
    }
}

fn examples(readme: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut is_within = false;
    for line in readme.lines() {
        match line.strip_prefix("$ ombud ") {
            _ if line == "```console" => is_within = true,
            _ if line == "```" => is_within = false,
            Some(command) if is_within => examples.push(Example { words: words(command), lines: Vec::new() }),
            None if is_within => examples.last_mut().expect("output follows a command").lines.push(line.to_string()),
            _ => {}
        }
    }
    examples
}

/// Splits a command at blanks, texts in double quotes kept whole.
fn words(command: &str) -> Vec<String> {
    command
        .split('"')
        .enumerate()
        .flat_map(
            |(place, part)| {
                if place % 2 == 1 { vec![part.to_string()] } else { part.split_whitespace().map(str::to_string).collect() }
            },
        )
        .collect()
}
