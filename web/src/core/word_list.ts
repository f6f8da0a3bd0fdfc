/** The words that people read to each other: the English list of BIP 39, 11 bits a word, as the core has it. */

const BITS_PER_WORD = 11

export interface WordList {
  has: (word: string) => boolean
  /** The first bits of a digest as words. */
  words_of: (digest: Uint8Array, count: number) => string[]
}

/** Fetched when it is needed: two thousand words of which most pages show none. */
export async function load_word_list(): Promise<WordList> {
  const { default: lines } = await import('./bip39_english.txt?raw')
  const words = lines.trimEnd().split('\n')
  const known = new Set(words)
  return {
    has: (word) => known.has(word),
    words_of: (digest, count) => Array.from({ length: count }, (_, at) => words[bits_at(digest, at * BITS_PER_WORD)] ?? ''),
  }
}

function bits_at(digest: Uint8Array, first: number): number {
  let value = 0
  for (let bit = first; bit < first + BITS_PER_WORD; bit += 1) value = (value << 1) | (((digest[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  return value
}
