//! Figures as tables: aligned for a terminal, and in Markdown.

use crate::figure::Figure;

const HEAD: [&str; 6] = ["Figure", "Median", "Spread", "Unit", "Goal", "Reached"];
/// Columns of numbers, which end at one edge.
const NUMBERS: std::ops::RangeInclusive<usize> = 1..=2;

pub fn plain(figures: &[Figure]) -> String {
    let rows = rows(figures);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = widths[column];
            if NUMBERS.contains(&column) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:width$}")
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub fn markdown(figures: &[Figure]) -> String {
    let mut text = String::new();
    for (number, row) in rows(figures).iter().enumerate() {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
        if number == 0 {
            text.push_str("|---|---:|---:|---|---|---|\n");
        }
    }
    text
}

fn rows(figures: &[Figure]) -> Vec<[String; 6]> {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(figures.iter().map(|figure| {
        let (least, most) = figure.spread();
        [
            figure.name.clone(),
            number(figure.median()),
            format!("{} – {}", number(least), number(most)),
            figure.unit.to_owned(),
            figure.goal.map_or(String::new(), |goal| goal.to_string()),
            match figure.reached() {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "",
            }
            .to_owned(),
        ]
    }));
    rows
}

/// Three digits that count.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => "none".to_owned(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Goal;

    #[test]
    fn columns_line_up_and_goals_stand_beside_figures() {
        let figures = [
            Figure::new("x", "one hop", "ms", vec![1.0, 2.0, 4.0]).with_goal(Goal::AtMost(1.5)),
            Figure::new("x", "two", "records/s", vec![12_345.0]).with_goal(Goal::AtLeast(500.0)),
        ];
        assert_eq!(
            plain(&figures),
            "Figure   Median         Spread  Unit       Goal   Reached\n\
             one hop    2.00    1.00 – 4.00  ms         ≤ 1.5  NO\n\
             two       12345  12345 – 12345  records/s  ≥ 500  yes\n"
        );
        assert!(markdown(&figures).contains("| one hop | 2.00 | 1.00 – 4.00 | ms | ≤ 1.5 | NO |"));
    }
}
