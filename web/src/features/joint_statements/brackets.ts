/** What a text leaves open, as the core reads it in papers: `[North: one way | another]`, without nesting. */
import type { BracketView } from '../../core/generated/views'

/** Longest name before a colon that is taken for a name. */
const NAME_CHARS_MAX = 64

/** Null where brackets nest or stand alone: then the text is read as a whole. */
export function brackets_in(text: string): BracketView[] | null {
  const found: BracketView[] = []
  let open: { line: number; alternatives: string[] } | null = null
  let line = 1
  let escaped = false
  for (const sign of text) {
    const plain = escaped
    escaped = false
    if (sign === '\\' && !plain) escaped = true
    else if (sign === '[' && !plain) {
      if (open !== null) return null
      open = { line, alternatives: [''] }
    } else if (sign === ']' && !plain) {
      if (open === null) return null
      found.push({ number: found.length + 1, line: open.line, alternatives: open.alternatives.map(alternative) })
      open = null
    } else if (sign === '|' && !plain && open !== null) open.alternatives.push('')
    else if (open !== null) open.alternatives[open.alternatives.length - 1] = `${open.alternatives.at(-1) ?? ''}${sign}`
    if (sign === '\n') line += 1
  }
  return open === null ? found : null
}

function alternative(words: string): { by: string | null; text: string } {
  const [name = '', ...rest] = words.split(':')
  const by = name.trim()
  return rest.length === 0 || by === '' || by.length > NAME_CHARS_MAX ? { by: null, text: words.trim() } : { by, text: rest.join(':').trim() }
}
