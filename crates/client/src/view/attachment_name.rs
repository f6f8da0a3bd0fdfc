//! Names of attached files. They come from the other side: what is shown or becomes a file's name here
//! leads to no other directory, hides no ending and steers no terminal.

/// Longest name that is given to a file here, in bytes.
const SAVED_NAME_BYTES_MAX: usize = 200;

/// What a name is without paths, control characters, marks that reorder text, and characters that mean
/// something to a shell or a file system; `else_name` if nothing is left.
pub fn safe_name(name: &str, else_name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !is_hidden(*c))
        .map(harmless)
        .collect();
    let bare = kept.trim_matches([' ', '.']);
    if bare.is_empty() {
        return else_name.to_owned();
    }
    shortened(bare)
}

/// Characters that aren't seen, or change how others are.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn harmless(c: char) -> char {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' | '$' | ';' | '&' | '\'' => '_',
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Cut before its ending, between characters.
fn shortened(name: &str) -> String {
    if name.len() <= SAVED_NAME_BYTES_MAX {
        return name.to_owned();
    }
    let ending = name.rfind('.').map_or("", |at| &name[at..]);
    let ending = if ending.len() <= 16 { ending } else { "" };
    let mut end = SAVED_NAME_BYTES_MAX - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name[..end].trim_end_matches([' ', '.']))
}

/// The media type of a file by its name's ending; empty where it isn't known.
pub fn media_type_of(name: &str) -> &'static str {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        Some("md") => "text/markdown",
        Some("csv") => "text/csv",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("tif" | "tiff") => "image/tiff",
        Some("odt") => "application/vnd.oasis.opendocument.text",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("zip") => "application/zip",
        Some(_) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_hide_nothing() {
        for (name, safe) in [
            ("annex.pdf", "annex.pdf"),
            ("Приложение 1.pdf", "Приложение 1.pdf"),
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd", "passwd"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("C:\\annex.pdf", "annex.pdf"),
            ("C:annex.pdf", "C_annex.pdf"),
            ("..", "attachment-1"),
            (".", "attachment-1"),
            ("", "attachment-1"),
            ("a/", "attachment-1"),
            (".bashrc", "bashrc"),
            ("a\u{0}b\nc\u{1b}[2Jd.pdf", "abc[2Jd.pdf"),
            ("annex\u{202e}fdp.exe", "annexfdp.exe"),
            ("an\u{200b}nex.pdf ", "annex.pdf"),
            ("$(reboot)`ls`;&'.pdf", "_(reboot)_ls____.pdf"),
            ("a\u{a0}\tb.pdf", "a b.pdf"),
            ("\u{85}\u{2028}", "attachment-1"),
        ] {
            assert_eq!(safe_name(name, "attachment-1"), safe, "{name:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending() {
        for length in [SAVED_NAME_BYTES_MAX - 1, SAVED_NAME_BYTES_MAX] {
            let name = "n".repeat(length);
            assert_eq!(safe_name(&name, "x"), name);
        }
        for name in [
            format!("{}.pdf", "n".repeat(SAVED_NAME_BYTES_MAX)),
            format!("{}.pdf", "é".repeat(SAVED_NAME_BYTES_MAX)),
        ] {
            let safe = safe_name(&name, "x");
            assert!(safe.len() <= SAVED_NAME_BYTES_MAX && safe.len() + 2 > SAVED_NAME_BYTES_MAX);
            assert!(safe.ends_with(".pdf"), "{safe}");
        }
        let odd = format!("n.{}", "p".repeat(SAVED_NAME_BYTES_MAX));
        assert_eq!(safe_name(&odd, "x").len(), SAVED_NAME_BYTES_MAX);
    }
}
