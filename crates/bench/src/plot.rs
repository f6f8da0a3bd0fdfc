//! Plots as SVG: median with the spread as a bar, one colour a line, axes with units.

use crate::figure::{Figure, Goal};
use crate::table::number;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a plot is called and what its axes mean.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plot {
    /// Without ending.
    pub file: &'static str,
    pub title: &'static str,
    /// With unit.
    pub x: &'static str,
    /// With unit.
    pub y: &'static str,
    /// Horizontal axis by powers of ten.
    pub x_logarithmic: bool,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 58.0;
/// Distinguishable with colour blindness and in grey (Okabe and Ito).
const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
];

struct Scale {
    x: (f64, f64),
    y_max: f64,
    logarithmic: bool,
}

impl Scale {
    fn x(&self, value: f64) -> f64 {
        let on = |value: f64| {
            if self.logarithmic {
                value.log10()
            } else {
                value
            }
        };
        let (from, to) = (on(self.x.0), on(self.x.1));
        let share = if to > from {
            (on(value) - from) / (to - from)
        } else {
            0.5
        };
        LEFT + share * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - value / self.y_max * (HEIGHT - TOP - BOTTOM)
    }
}

/// Every plot that the figures belong to, drawn.
pub fn draw_all(figures: &[Figure]) -> Vec<(&'static Plot, String)> {
    let mut plots: BTreeMap<&'static Plot, Vec<&Figure>> = BTreeMap::new();
    for figure in figures {
        if let Some(point) = &figure.point {
            plots.entry(point.plot).or_default().push(figure);
        }
    }
    let drawn = plots.into_iter();
    drawn.map(|(plot, of)| (plot, draw(plot, &of))).collect()
}

fn draw(plot: &Plot, figures: &[&Figure]) -> String {
    let mut lines: Vec<(&str, Vec<(f64, &Figure)>)> = Vec::new();
    for figure in figures {
        let Some(point) = &figure.point else { continue };
        match lines.iter_mut().find(|(name, _)| *name == point.line) {
            Some((_, points)) => points.push((point.x, figure)),
            None => lines.push((&point.line, vec![(point.x, figure)])),
        }
    }
    let xs = || {
        lines
            .iter()
            .flat_map(|(_, points)| points.iter().map(|(x, _)| *x))
    };
    let goals: Vec<f64> = figures
        .iter()
        .filter_map(|figure| figure.goal)
        .map(bound)
        .collect();
    let highest = figures.iter().map(|figure| figure.spread().1);
    let highest = highest.chain(goals.iter().copied()).fold(0.0, f64::max);
    let scale = Scale {
        x: (
            xs().fold(f64::INFINITY, f64::min),
            xs().fold(f64::NEG_INFINITY, f64::max),
        ),
        y_max: if highest > 0.0 { highest * 1.08 } else { 1.0 },
        logarithmic: plot.x_logarithmic,
    };
    let mut ticks: Vec<f64> = xs().collect();
    ticks.sort_by(f64::total_cmp);
    ticks.dedup();
    let mut svg = frame(plot, &scale, &ticks);
    let mut drawn_goals: Vec<f64> = Vec::new();
    for goal in goals {
        if !drawn_goals.contains(&goal) {
            drawn_goals.push(goal);
            goal_line(&mut svg, &scale, goal);
        }
    }
    for (number, (name, points)) in lines.iter().enumerate() {
        line(&mut svg, &scale, number, name, points);
    }
    svg.push_str("</svg>\n");
    svg
}

fn bound(goal: Goal) -> f64 {
    match goal {
        Goal::AtMost(bound) | Goal::AtLeast(bound) => bound,
    }
}

fn frame(plot: &Plot, scale: &Scale, ticks: &[f64]) -> String {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let (middle_x, middle_y) = ((LEFT + right) / 2.0, (TOP + bottom) / 2.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        escaped(plot.title)
    );
    let mut text = |x: f64, y: f64, anchor: &str, more: &str, text: &str| {
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{more}>{}</text>",
            escaped(text)
        );
    };
    text(
        LEFT,
        24.0,
        "start",
        " font-size=\"15\" font-weight=\"bold\"",
        plot.title,
    );
    text(middle_x, HEIGHT - 14.0, "middle", "", plot.x);
    let turned = format!(" transform=\"rotate(-90 18 {middle_y})\"");
    text(18.0, middle_y, "middle", &turned, plot.y);
    let step = step(scale.y_max);
    let heights: Vec<f64> = (0..)
        .map(|n| f64::from(n) * step)
        .take_while(|y| *y <= scale.y_max)
        .collect();
    for &y in &heights {
        text(LEFT - 8.0, scale.y(y) + 4.0, "end", "", &short(y));
    }
    // A label that would touch the one before is left out.
    let mut last = f64::NEG_INFINITY;
    for &x in ticks {
        if scale.x(x) - last >= 34.0 {
            last = scale.x(x);
            text(last, bottom + 18.0, "middle", "", &short(x));
        }
    }
    for y in heights {
        let y = scale.y(y);
        let _ = writeln!(svg, "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#ddd\"/>");
    }
    let _ = writeln!(
        svg,
        "<path d=\"M{LEFT} {TOP}V{bottom}H{right}\" fill=\"none\" stroke=\"#333\"/>"
    );
    svg
}

fn goal_line(svg: &mut String, scale: &Scale, goal: f64) {
    let (y, right) = (scale.y(goal), WIDTH - RIGHT);
    let _ = writeln!(
        svg,
        "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#c00\" stroke-dasharray=\"6 4\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#c00\">goal {}</text>",
        right + 6.0,
        y + 4.0,
        short(goal)
    );
}

fn line(svg: &mut String, scale: &Scale, order: usize, name: &str, points: &[(f64, &Figure)]) {
    let colour = COLOURS[order % COLOURS.len()];
    let mut path = String::new();
    for (number, (x, figure)) in points.iter().enumerate() {
        let (x, y) = (scale.x(*x), scale.y(figure.median()));
        let _ = write!(path, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' });
        let (least, most) = figure.spread();
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {:.1}V{:.1}\" stroke=\"{colour}\" stroke-width=\"4\" opacity=\".35\"/>\n\
             <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\">\
             <title>{}: {}</title></circle>",
            scale.y(least),
            scale.y(most),
            escaped(&figure.name),
            self::number(figure.median())
        );
    }
    let legend = TOP + 14.0 + 18.0 * order as f64;
    let _ = writeln!(
        svg,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\n\
         <path d=\"M{:.1} {:.1}h16\" stroke=\"{colour}\" stroke-width=\"3\"/>\n\
         <text x=\"{:.1}\" y=\"{legend:.1}\">{}</text>",
        WIDTH - RIGHT + 62.0,
        legend - 4.0,
        WIDTH - RIGHT + 84.0,
        escaped(name)
    );
}

/// 1, 2 or 5 times a power of ten, so that four to ten fit.
fn step(most: f64) -> f64 {
    let power = 10f64.powf((most / 10.0).log10().ceil());
    let fits = |part: &f64| most / (power * part) >= 4.0;
    let part = [1.0, 0.5, 0.2].into_iter().find(fits).unwrap_or(0.1);
    power * part
}

fn short(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    format!("{rounded}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    static PLOT: Plot = Plot {
        file: "one",
        title: "Cost < of > a packet & more",
        x: "packets/s",
        y: "µs",
        x_logarithmic: true,
    };

    #[test]
    fn axes_have_titles_and_every_line_is_named() {
        let figure = |line: &str, x: f64, y: f64| {
            Figure::new("x", line, "µs", vec![y, y * 2.0, y * 3.0])
                .with_goal(Goal::AtMost(5.0))
                .at(&PLOT, line, x)
        };
        let figures = [
            figure("bare", 50.0, 1.0),
            figure("bare", 5_000.0, 2.0),
            figure("relay", 50.0, 3.0),
        ];
        let drawn = draw_all(&figures);
        assert_eq!(drawn.len(), 1);
        let svg = &drawn[0].1;
        for part in [
            ">packets/s<",
            ">µs<",
            ">bare<",
            ">relay<",
            ">goal 5<",
            ">5000<",
        ] {
            assert!(svg.contains(part), "{part}\n{svg}");
        }
        assert!(svg.contains("Cost &lt; of &gt; a packet &amp; more"));
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn ticks_are_round_and_neither_few_nor_many() {
        for most in [0.013, 0.7, 1.0, 1.62, 4.4, 9.9, 60.0, 777.0, 16_000.0] {
            let count = most / step(most);
            assert!((4.0..=10.0).contains(&count), "{most}: {count}");
        }
    }
}
