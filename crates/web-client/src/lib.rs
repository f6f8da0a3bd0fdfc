//! The web client as files inside the program: what `web/dist` held when this was built, else one
//! page that says so. Compressed beforehand; each with the hash of what a browser gets.
#![forbid(unsafe_code)]

mod media_type;

pub use media_type::media_type;

/// A file of the client.
pub struct File {
    /// Below the client's address, with slashes: `index.html`, `assets/core-1a2b3c.wasm`.
    pub path: &'static str,
    pub media_type: &'static str,
    /// Its length as it was built.
    pub bytes: usize,
    /// Of its content as it was built.
    pub sha256: [u8; 32],
    /// Its content by Brotli (RFC 7932).
    pub brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl File {
    /// Its content as it was built.
    pub fn plain(&self) -> std::io::Result<Vec<u8>> {
        let mut plain = Vec::with_capacity(self.bytes);
        brotli_decompressor::BrotliDecompress(&mut &self.brotli[..], &mut plain)?;
        Ok(plain)
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "File({}, {} bytes)", self.path, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn every_file_is_what_its_hash_says_and_a_page_is_among_them() {
        for file in FILES {
            let plain = file.plain().unwrap();
            assert_eq!(plain.len(), file.bytes, "{}", file.path);
            let hash: [u8; 32] = Sha256::digest(&plain).into();
            assert_eq!(hash, file.sha256, "{}", file.path);
        }
        assert!(FILES.is_sorted_by(|one, next| one.path < next.path));
        let index = FILES.iter().find(|file| file.path == "index.html").unwrap();
        assert!(index.media_type.starts_with("text/html"));
        let page = String::from_utf8(index.plain().unwrap()).unwrap();
        let says_so = page.contains("The web client isn't in this program");
        assert_eq!(says_so, !IS_BUILT);
    }

    /// The node's policy forbids both, and a page that had them would show nothing.
    #[test]
    fn the_page_has_no_script_or_style_within_it() {
        let index = FILES.iter().find(|file| file.path == "index.html").unwrap();
        let page = String::from_utf8(index.plain().unwrap()).unwrap();
        let inline: Vec<&str> = page
            .split("<script")
            .skip(1)
            .filter(|script| {
                !script
                    .split('>')
                    .next()
                    .unwrap_or_default()
                    .contains("src=")
            })
            .collect();
        assert_eq!(inline, Vec::<&str>::new());
        assert!(!page.contains("<style") && !page.contains(" style="));
    }
}
