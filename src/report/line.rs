//! Text in which every number knows its fact.
//!
//! A [`Line`] is made of pieces; a piece that states a fact carries the fact's id, and so does its
//! place on the page (`data-fact`). Lines print as HTML with everything escaped.

use std::fmt;

/// A piece of text, and the fact that it states, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text, not escaped.
    pub text: String,
    /// The id of the fact.
    pub fact: Option<String>,
}

/// A line of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(pub Vec<Piece>);

impl Line {
    /// A line without anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing would be seen of it.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.text.is_empty())
    }

    /// Appends text, a fact or another line.
    pub fn push(&mut self, part: impl Into<Line>) {
        self.0.extend(part.into().0);
    }

    /// The line with more behind it.
    #[must_use]
    pub fn then(mut self, part: impl Into<Line>) -> Self {
        self.push(part);
        self
    }

    /// The line as one that begins a sentence.
    #[must_use]
    pub fn capitalised(mut self) -> Self {
        if let Some(piece) = self.0.iter_mut().find(|piece| !piece.text.is_empty()) {
            let mut letters = piece.text.chars();
            piece.text = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        }
        self
    }

    /// The text alone.
    pub fn plain(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(vec![Piece { text: text.to_string(), fact: None }])
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(vec![Piece { text, fact: None }])
    }
}

impl From<Piece> for Line {
    fn from(piece: Piece) -> Self {
        Self(vec![piece])
    }
}

impl From<&Piece> for Line {
    fn from(piece: &Piece) -> Self {
        Self(vec![piece.clone()])
    }
}

impl From<&Line> for Line {
    fn from(line: &Line) -> Self {
        line.clone()
    }
}

impl From<Option<Line>> for Line {
    fn from(line: Option<Line>) -> Self {
        line.unwrap_or_default()
    }
}

/// A line from parts: texts, facts and other lines.
macro_rules! line {
    ($($part:expr),* $(,)?) => {{
        #[allow(unused_mut)]
        let mut line = $crate::report::line::Line::new();
        $(line.push($part);)*
        line
    }};
}
pub(crate) use line;

impl fmt::Display for Line {
    /// As HTML.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match &piece.fact {
                Some(fact) => write!(out, "<span data-fact=\"{}\">{}</span>", escape(fact), escape(&piece.text))?,
                None => out.write_str(&escape(&piece.text))?,
            }
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Line {}

/// Text made safe for HTML, within attributes too.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_marked_and_everything_is_escaped() {
        let fact = Piece { text: "412".into(), fact: Some("a.b".into()) };
        let line = line!["\"R&D\" <kept> ", fact, " times"];
        assert_eq!(line.to_string(), "&quot;R&amp;D&quot; &lt;kept&gt; <span data-fact=\"a.b\">412</span> times");
        assert_eq!(line.plain(), "\"R&D\" <kept> 412 times");
    }

    #[test]
    fn a_line_that_begins_a_sentence_has_a_capital() {
        assert_eq!(line!["", "älter", " als"].capitalised().plain(), "Älter als");
        assert_eq!(line![].capitalised().plain(), "");
    }
}
