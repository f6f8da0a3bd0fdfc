//! What somebody wrote, on a page: text, and nothing else.

use maud::{Markup, PreEscaped, html};

use super::language::lang_of;
use domain::Release;

/// What somebody said, within words of this page: nothing in it turns what stands beside it around (UAX 9).
pub fn said(text: &str) -> Markup {
    html! { bdi { (escaped(text)) } }
}

/// The same out of a release, in the language that this says it has.
pub fn said_in(release: &Release, text: &str) -> Markup {
    html! { bdi lang=(lang_of(&release.languages)) { (escaped(text)) } }
}

pub fn escaped(text: &str) -> Markup {
    PreEscaped(escape(text))
}

pub fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        assert_eq!(
            escape("<a href=\"x\">'&"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"
        );
        assert_eq!(said("a\u{202e}<b").0, "<bdi>a\u{202e}&lt;b</bdi>");
    }
}
