//! Tables and plots in a document: what stands between a benchmark's markers is replaced, words
//! around them stay.

use crate::figure::Figure;
use crate::machine::Machine;
use crate::{plot, table};
use anyhow::Context;
use std::path::Path;

const DOCUMENT: &str = "performance.md";
const PLOTS: &str = "performance";

/// Writes one benchmark's figures into `folder`.
pub fn write(
    folder: &Path,
    machine: &Machine,
    name: &str,
    about: &str,
    figures: &[Figure],
) -> anyhow::Result<()> {
    let plots = folder.join(PLOTS);
    std::fs::create_dir_all(&plots).with_context(|| plots.display().to_string())?;
    let mut block = format!("{about}\n\n{}", table::markdown(figures));
    for (plot, svg) in plot::draw_all(figures) {
        let file = format!("{}.svg", plot.file);
        std::fs::write(plots.join(&file), svg).context(file.clone())?;
        block.push_str(&format!("\n![{}]({PLOTS}/{file})\n", plot.title));
    }
    block.push_str(&format!(
        "\nAgain: `./dev bench {name}`. Measured on {machine}.\n"
    ));
    let path = folder.join(DOCUMENT);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| "# Performance\n".to_owned());
    let text = replaced(&text, name, &block);
    std::fs::write(&path, text).with_context(|| path.display().to_string())
}

fn replaced(text: &str, name: &str, block: &str) -> String {
    let begin = format!("<!-- bench {name}: written by ./dev bench -->\n");
    let end = format!("<!-- end of bench {name} -->\n");
    let old = text.find(&begin).and_then(|from| {
        let to = text[from..].find(&end)?;
        Some((from + begin.len(), from + to))
    });
    match old {
        Some((from, to)) => format!("{}{block}{}", &text[..from], &text[to..]),
        None => format!("{}\n\n## {name}\n\n{begin}{block}{end}", text.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let once = replaced("# Performance\n\nWords.\n", "relay", "old\n");
        assert!(once.starts_with("# Performance\n\nWords.\n\n## relay\n"));
        let words = once.replace("## relay\n", "## Relay\n\nMore words.\n") + "\nLast words.\n";
        let twice = replaced(&words, "relay", "new\n");
        assert_eq!(twice, words.replace("old\n", "new\n"));
        assert_eq!(replaced(&twice, "relay", "new\n"), twice);
    }
}
