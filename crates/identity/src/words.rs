//! Words that two people read to each other, from the English list of BIP 39 (11 bits a word).

use bip39::Language;

/// Words that stand for a credentials file: 132 bits.
pub const PAIRING_WORDS: usize = 12;
const BITS_PER_WORD: usize = 11;

/// The first `count` × 11 bits of `digest` as words.
///
/// # Panics
/// If the digest is shorter than that: our own mistake.
pub fn words_from_bits(digest: &[u8], count: usize) -> Vec<&'static str> {
    assert!(
        digest.len() * 8 >= count * BITS_PER_WORD,
        "the digest is long enough"
    );
    let list = Language::English.word_list();
    (0..count)
        .map(|word| {
            let index = (0..BITS_PER_WORD).fold(0usize, |index, offset| {
                let bit = word * BITS_PER_WORD + offset;
                let set = digest[bit / 8] >> (7 - bit % 8) & 1;
                index << 1 | usize::from(set)
            });
            list[index]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_taken_from_the_top() {
        assert_eq!(words_from_bits(&[0; 3], 2), ["abandon", "abandon"]);
        assert_eq!(words_from_bits(&[0xff; 3], 2), ["zoo", "zoo"]);
        // 00000000 001 00000 000010…: words 1 and 2 of the list.
        assert_eq!(
            words_from_bits(&[0b0000_0000, 0b0010_0000, 0b0000_1000], 2),
            ["ability", "able"]
        );
    }
}
