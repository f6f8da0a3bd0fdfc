//! Plots as SVG: lines or bars over titled axes with units.

use std::fmt::Write;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 60.0;
const COLOURS: [&str; 4] = ["#1f5fa8", "#c2571a", "#2e7d4f", "#7a4fa0"];

/// A value with the least and the greatest of its runs.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub x: f64,
    pub least: f64,
    pub middle: f64,
    pub most: f64,
}

pub struct Series {
    pub name: String,
    pub points: Vec<Point>,
}

pub struct Plot {
    pub title: String,
    pub x_title: String,
    pub y_title: String,
    /// Places on the axis and their words.
    pub x_ticks: Vec<(f64, String)>,
    pub series: Vec<Series>,
}

impl Plot {
    pub fn svg(&self) -> String {
        let xs = || self.x_ticks.iter().map(|(x, _)| *x);
        let (x_min, x_max) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
        let top = self
            .series
            .iter()
            .flat_map(|series| series.points.iter().map(|point| point.most))
            .fold(0.0, f64::max);
        let (step, y_max) = scale(top);
        let place_x =
            |x: f64| LEFT + (x - x_min) / (x_max - x_min).max(1e-9) * (WIDTH - LEFT - RIGHT);
        let place_y = |y: f64| HEIGHT - BOTTOM - y / y_max * (HEIGHT - TOP - BOTTOM);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
        );
        let mut text = |x: f64, y: f64, anchor: &str, size: u32, words: &str| {
            let _ = writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"#222222\">{}</text>",
                escaped(words)
            );
        };
        text(WIDTH / 2.0, 22.0, "middle", 15, &self.title);
        text(
            (LEFT + WIDTH - RIGHT) / 2.0,
            HEIGHT - 14.0,
            "middle",
            12,
            &self.x_title,
        );
        for (x, words) in &self.x_ticks {
            text(place_x(*x), HEIGHT - BOTTOM + 18.0, "middle", 12, words);
        }
        let lines = (y_max / step).round() as u32;
        for n in 0..=lines {
            let y = f64::from(n) * step;
            text(LEFT - 8.0, place_y(y) + 4.0, "end", 12, &number(y));
        }
        for (n, series) in self.series.iter().enumerate() {
            text(
                LEFT + 26.0,
                TOP + 14.0 + 18.0 * n as f64,
                "start",
                12,
                &series.name,
            );
        }
        let _ = writeln!(
            out,
            "<text transform=\"translate(18 {:.1}) rotate(-90)\" text-anchor=\"middle\" fill=\"#222222\">{}</text>",
            (TOP + HEIGHT - BOTTOM) / 2.0,
            escaped(&self.y_title)
        );
        for n in 0..=lines {
            let y = place_y(f64::from(n) * step);
            let _ = writeln!(
                out,
                "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#dddddd\"/>",
                WIDTH - RIGHT
            );
        }
        for (n, series) in self.series.iter().enumerate() {
            let colour = COLOURS[n % COLOURS.len()];
            let legend_y = TOP + 10.0 + 18.0 * n as f64;
            let _ = writeln!(
                out,
                "<line x1=\"{:.1}\" y1=\"{legend_y}\" x2=\"{:.1}\" y2=\"{legend_y}\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                LEFT + 4.0,
                LEFT + 22.0
            );
            let along: Vec<String> = series
                .points
                .iter()
                .map(|p| format!("{:.1},{:.1}", place_x(p.x), place_y(p.middle)))
                .collect();
            let _ = writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                along.join(" ")
            );
            for p in &series.points {
                let (x, y) = (place_x(p.x), place_y(p.middle));
                let _ = writeln!(
                    out,
                    "<line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"{colour}\"/><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>",
                    place_y(p.least),
                    place_y(p.most)
                );
            }
        }
        out.push_str("</svg>\n");
        out
    }
}

/// Step and end of an axis that holds `top`.
fn scale(top: f64) -> (f64, f64) {
    let top = top.max(1e-3);
    let power = 10f64.powf((top / 5.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| top / step <= 5.0)
        .unwrap_or(10.0 * power);
    (step, (top / step).ceil() * step)
}

fn number(value: f64) -> String {
    if value.fract().abs() < 1e-9 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_or_above_its_greatest_value() {
        for (top, expected) in [
            (0.9, (0.2, 1.0)),
            (5.0, (1.0, 5.0)),
            (130.0, (50.0, 150.0)),
            (61_000.0, (20_000.0, 80_000.0)),
        ] {
            let (step, end) = scale(top);
            assert!(
                (step - expected.0).abs() < 1e-9 && (end - expected.1).abs() < 1e-9,
                "{top}: {step} {end}"
            );
        }
    }

    #[test]
    fn titles_ticks_and_points_are_there_and_words_are_escaped() {
        let point = |x| Point {
            x,
            least: 1.0,
            middle: 2.0,
            most: 3.0,
        };
        let plot = Plot {
            title: "a < b".into(),
            x_title: "loss (%)".into(),
            y_title: "gap (ms)".into(),
            x_ticks: vec![(0.0, "0".into()), (10.0, "ten".into())],
            series: vec![Series {
                name: "one".into(),
                points: vec![point(0.0), point(10.0)],
            }],
        };
        let svg = plot.svg();
        for part in ["a &lt; b", "loss (%)", "gap (ms)", ">ten<", ">one<"] {
            assert!(svg.contains(part), "{part}");
        }
        assert_eq!(svg.matches("<circle").count(), 2);
    }
}
