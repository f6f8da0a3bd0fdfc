/** The other device's fingerprint, as somebody typed or pasted it, beside the own one. */
import type { Fingerprint } from '../../core/served_client'

export type Compared =
  /** Nobody has compared. */
  | { at: 'nothing' }
  /** Neither words of the list nor the number: misheard, or mistyped. */
  | { at: 'unknown-word'; word: string }
  | { at: 'too-few'; count: number }
  | { at: 'too-many' }
  /** A number of so many digits, of which one was left out or typed twice. */
  | { at: 'number-length'; digits: number }
  | { at: 'equal' }
  /** Which words, counted from one; none where a number was compared. */
  | { at: 'different'; places: number[] }

const HEX_DIGITS = 64
/** Beyond this nobody has begun to type words. */
const NUMBER_FROM_DIGITS = 20

export function compared({ sha256, words }: Fingerprint, typed: string, is_word: (word: string) => boolean): Compared {
  const number = typed.replace(/[\s:]/gu, '').toLowerCase()
  const is_number = /^[0-9a-f]+$/u.test(number)
  if (is_number && number.length === HEX_DIGITS) return number === sha256 ? { at: 'equal' } : { at: 'different', places: [] }
  // There are words of these six letters alone.
  if (is_number && number.length >= NUMBER_FROM_DIGITS && /\d/u.test(number)) return { at: 'number-length', digits: number.length }
  // Numbers before the words, commas and capitals come along when words are copied or dictated.
  const theirs = typed.toLowerCase().match(/\p{L}+/gu) ?? []
  const unknown = theirs.find((word) => !is_word(word))
  if (unknown !== undefined) return { at: 'unknown-word', word: unknown }
  if (theirs.length < words.length) return { at: 'too-few', count: theirs.length }
  if (theirs.length > words.length) return { at: 'too-many' }
  const places = words.flatMap((word, at) => (theirs[at] === word ? [] : [at + 1]))
  return places.length === 0 ? { at: 'equal' } : { at: 'different', places }
}
