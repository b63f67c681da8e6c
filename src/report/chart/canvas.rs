//! The surface that charts are drawn on: plotters' SVG backend, made fit for the page.
//!
//! Charts draw in pixels of the page, with fractions; the backend knows whole units only, so one
//! pixel is [`UNITS`] of them. What plotters writes is then made part of the page: no size of its
//! own, no type of its own, a title and a description for those who cannot see it, and every number
//! marked with its fact.

use super::style;
use crate::error::{Error, Result};
use crate::report::format::Locale;
use crate::report::line::{Line, escape};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt;

/// Units of the backend in a pixel of the page.
const UNITS: f64 = 10.0;

/// The SVG backend writes a type size divided by this.
const TYPE_SIZE_OF_PLOTTERS: f64 = 1.24;

/// Characters of a private area of Unicode that mark a fact within a label until the SVG is finished.
const FACT: char = '\u{e000}';
const FACT_TEXT: char = '\u{e001}';
const FACT_END: char = '\u{e002}';

/// A finished chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg(String);

impl fmt::Display for Svg {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Svg {}

/// What a chart is, for those who cannot see it.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// Its id on the page; no other element has it.
    pub id: String,
    /// What it says, in a sentence.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// In which language it speaks.
    pub locale: Locale,
}

/// Where a text stands, seen from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Its size in pixels.
    pub size: f64,
    /// Its colour.
    pub colour: RGBColor,
    /// Where it stands.
    pub anchor: Anchor,
    /// Whether it is bold.
    pub is_bold: bool,
}

impl Type {
    /// A label in grey.
    pub fn label(anchor: Anchor) -> Self {
        Self { size: style::LABEL, colour: style::GREY, anchor, is_bold: false }
    }

    /// A value in the colour of text.
    pub fn value(anchor: Anchor) -> Self {
        Self { colour: style::TEXT, ..Self::label(anchor) }
    }

    /// The same in another colour.
    #[must_use]
    pub fn coloured(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }
}

type Point = (f64, f64);

enum Shape {
    Path { points: Vec<Point>, colour: RGBColor, width: f64 },
    Area { points: Vec<Point>, colour: RGBColor, opacity: f64 },
    Box { from: Point, to: Point, colour: RGBColor, is_filled: bool },
    Dot { at: Point, radius: f64, colour: RGBColor, is_filled: bool },
    Text { at: Point, text: String, kind: Type },
}

/// The surface.
pub struct Canvas {
    width: f64,
    height: f64,
    shapes: Vec<Shape>,
    cells: Vec<String>,
}

impl Canvas {
    /// A surface of so many pixels.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, shapes: Vec::new(), cells: Vec::new() }
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, colour: RGBColor, width: f64) {
        self.path(&[from, to], colour, width);
    }

    /// A straight line of dashes.
    pub fn dashes(&mut self, from: Point, to: Point, colour: RGBColor, width: f64) {
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let (dash, gap) = (5.0, 4.0);
        let on = |reach: f64| (from.0 + (to.0 - from.0) * reach / length, from.1 + (to.1 - from.1) * reach / length);
        let mut reach = 0.0;
        while length > 0.0 && reach < length {
            self.line(on(reach), on((reach + dash).min(length)), colour, width);
            reach += dash + gap;
        }
    }

    /// A line through points.
    pub fn path(&mut self, points: &[Point], colour: RGBColor, width: f64) {
        self.shapes.push(Shape::Path { points: points.to_vec(), colour, width });
    }

    /// A filled area.
    pub fn area(&mut self, points: &[Point], colour: RGBColor, opacity: f64) {
        self.shapes.push(Shape::Area { points: points.to_vec(), colour, opacity });
    }

    /// A filled rectangle from one corner to the opposite.
    pub fn bar(&mut self, from: Point, to: Point, colour: RGBColor) {
        self.shapes.push(Shape::Box { from, to, colour, is_filled: true });
    }

    /// The outline of a rectangle, on the ground.
    pub fn hollow_bar(&mut self, from: Point, to: Point, colour: RGBColor) {
        self.shapes.push(Shape::Box { from, to, colour: style::GROUND, is_filled: true });
        self.path(&[from, (to.0, from.1), to, (from.0, to.1), from], colour, 1.4);
    }

    /// A round point.
    pub fn dot(&mut self, at: Point, radius: f64, colour: RGBColor) {
        self.shapes.push(Shape::Dot { at, radius, colour, is_filled: true });
    }

    /// A round point that shows the ground.
    pub fn hollow_dot(&mut self, at: Point, radius: f64, colour: RGBColor) {
        self.shapes.push(Shape::Dot { at, radius, colour: style::GROUND, is_filled: true });
        self.shapes.push(Shape::Dot { at, radius, colour, is_filled: false });
    }

    /// A point in the shape of a diamond.
    pub fn diamond(&mut self, at: Point, radius: f64, colour: RGBColor) {
        let (x, y) = at;
        self.area(&[(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], colour, 1.0);
    }

    /// A text at the height of its middle.
    pub fn text(&mut self, at: Point, text: impl Into<Line>, kind: Type) {
        let mut marked = String::new();
        for piece in text.into().0 {
            match piece.fact {
                Some(fact) => marked.extend([FACT.to_string(), fact, FACT_TEXT.to_string(), piece.text, FACT_END.to_string()]),
                None => marked.push_str(&piece.text),
            }
        }
        self.shapes.push(Shape::Text { at, text: marked, kind });
    }

    /// An area that is not seen and that stands for a cell of the table below the chart: pointed at, the page shows its number.
    ///
    /// `place` is the month's place in the table of [`by_quarter`](super::super::section), counted from the
    /// first month of its first quarter.
    pub fn month(&mut self, from: Point, to: Point, place: usize, label: &str) {
        let ((x, y), (end, bottom)) = (self::place(from), self::place(to));
        let (row, column) = (place / 3, 1 + place % 3);
        self.cells.push(format!(
            "<rect data-cell=\"{row},{column}\" data-label=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"none\" pointer-events=\"all\"/>",
            escape(label),
            end - x,
            bottom - y
        ));
    }

    /// Draws everything, in the order in which it was given.
    pub fn finish(self, about: &About) -> Result<Svg> {
        let size = (units(self.width) as u32, units(self.height) as u32);
        let mut drawn = String::new();
        {
            let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
            for shape in &self.shapes {
                draw(&area, shape).map_err(|cause| Error::new(format!("the chart \"{}\" cannot be drawn: {cause}", about.id)))?;
            }
            area.present().map_err(|cause| Error::new(format!("the chart \"{}\" cannot be drawn: {cause}", about.id)))?;
        }
        Ok(Svg(finished(&drawn, &self.cells, about, self.width, size)))
    }
}

fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

fn place(point: Point) -> (i32, i32) {
    (units(point.0), units(point.1))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn draw(area: &Area, shape: &Shape) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let stroke = |colour: RGBColor, width: f64| colour.stroke_width(units(width).max(1) as u32);
    match shape {
        Shape::Path { points, colour, width } => {
            area.draw(&PathElement::new(points.iter().map(|point| place(*point)).collect::<Vec<_>>(), stroke(*colour, *width)))
        }
        Shape::Area { points, colour, opacity } => {
            area.draw(&Polygon::new(points.iter().map(|point| place(*point)).collect::<Vec<_>>(), colour.mix(*opacity).filled()))
        }
        Shape::Box { from, to, colour, is_filled } => {
            let style: ShapeStyle = if *is_filled { colour.filled() } else { stroke(*colour, style::HAIRLINE) };
            area.draw(&Rectangle::new([place(*from), place(*to)], style))
        }
        Shape::Dot { at, radius, colour, is_filled } => {
            let style: ShapeStyle = if *is_filled { colour.filled() } else { stroke(*colour, 1.6) };
            area.draw(&Circle::new(place(*at), units(*radius), style))
        }
        Shape::Text { at, text, kind } => {
            let anchor = match kind.anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let weight = if kind.is_bold { FontStyle::Bold } else { FontStyle::Normal };
            let font = FontDesc::new(FontFamily::SansSerif, kind.size * UNITS * TYPE_SIZE_OF_PLOTTERS, weight);
            let style = TextStyle::from(font).color(&kind.colour).pos(Pos::new(anchor, VPos::Center));
            area.draw(&Text::new(text.as_str(), place(*at), style))
        }
    }?;
    Ok(())
}

/// What plotters wrote, as a part of the page.
fn finished(drawn: &str, cells: &[String], about: &About, width: f64, size: (u32, u32)) -> String {
    let About { id, title, description, .. } = about;
    let mut svg = format!(
        "<svg id=\"{id}\" class=\"chart\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {} {}\" style=\"width:{width}px\">\n\
         <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        size.0,
        size.1,
        escape(title),
        escape(description),
    );
    for line in drawn.lines().skip(1) {
        if line == "</svg>" {
            svg.extend(cells.iter().flat_map(|cell| [cell.as_str(), "\n"]));
        }
        svg.push_str(&tidied(line));
        svg.push('\n');
    }
    svg.trim_end().to_string()
}

/// One line of the drawing: facts marked, type left to the page, numbers and attributes that say nothing dropped.
fn tidied(line: &str) -> String {
    if !line.starts_with('<') {
        return marked(line);
    }
    let mut tidy = line.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", "").replace(" font-family=\"sans-serif\"", "");
    if let Some(start) = tidy.find("font-size=\"").map(|at| at + "font-size=\"".len()) {
        let end = tidy[start..].find('"').map_or(tidy.len(), |length| start + length);
        if let Ok(size) = tidy[start..end].parse::<f64>() {
            tidy.replace_range(start..end, &format!("{size:.0}"));
        }
    }
    tidy
}

/// The marks of facts become elements; the ids of facts hold nothing that would need escaping.
fn marked(text: &str) -> String {
    text.replace(FACT, "<tspan data-fact=\"").replace(FACT_TEXT, "\">").replace(FACT_END, "</tspan>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::line::{Piece, line};

    #[test]
    fn a_chart_has_a_title_and_its_numbers_carry_their_facts() {
        let mut canvas = Canvas::new(100.0, 20.0);
        canvas.line((0.0, 10.0), (100.0, 10.5), style::RULE, 1.0);
        let fact = Piece { text: "4<2".into(), fact: Some("a.b".into()) };
        canvas.text((50.0, 10.0), line!["mean ", fact], Type::label(Anchor::Middle));
        let about = About { id: "c1".into(), title: "Cases & more".into(), description: "One line.".into(), ..About::default() };
        let svg = canvas.finish(&about).unwrap().to_string();
        assert!(
            svg.starts_with("<svg id=\"c1\" class=\"chart\" role=\"img\" aria-labelledby=\"c1-title c1-desc\" viewBox=\"0 0 1000 200\"")
        );
        assert!(svg.contains("<title id=\"c1-title\">Cases &amp; more</title>"));
        assert!(svg.contains("mean <tspan data-fact=\"a.b\">4&lt;2</tspan>"), "{svg}");
        assert!(svg.contains("font-size=\"130\"") && svg.contains("0,100 1000,105"), "{svg}");
        assert!(svg.ends_with("</svg>") && !svg.contains("http") && !svg.contains("font-family"));
    }
}
