/** What a newer offer changes in the one that was read. */

/** What somebody answers, as it stands on the screen: the record, and what it says. */
export interface Read {
  record: string
  lines: readonly ReadLine[]
}

export interface ReadLine {
  name: string
  says: string
}

export interface Piece {
  what: 'same' | 'removed' | 'added'
  text: string
}

export interface LineChange {
  name: string
  pieces: Piece[]
}

/** Longer texts are shown whole, the old one and the new one: comparing costs the square of their words. */
const COMPARED_WORDS_MAX = 2_000

/** Word by word: the longest that both have in common stays. */
export function pieces_of(before: string, after: string): Piece[] {
  const [old, fresh] = [words_of(before), words_of(after)]
  if (old.length > COMPARED_WORDS_MAX || fresh.length > COMPARED_WORDS_MAX) return whole(before, after)
  // common[at][by]: how many words the rests from there on have in common.
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1))
  const rest = (at: number, by: number) => common[at]?.[by] ?? 0
  for (let at = old.length - 1; at >= 0; at -= 1) {
    const row = common[at]
    if (row === undefined) continue
    for (let by = fresh.length - 1; by >= 0; by -= 1) {
      row[by] = old[at] === fresh[by] ? rest(at + 1, by + 1) + 1 : Math.max(rest(at + 1, by), rest(at, by + 1))
    }
  }
  const pieces: Piece[] = []
  const put = (what: Piece['what'], text: string) => {
    const last = pieces.at(-1)
    if (last?.what === what) last.text += text
    else pieces.push({ what, text })
  }
  let [at, by] = [0, 0]
  while (at < old.length || by < fresh.length) {
    const [was, is] = [old[at], fresh[by]]
    if (was !== undefined && was === is) {
      put('same', was)
      at += 1
      by += 1
    } else if (was !== undefined && (is === undefined || rest(at + 1, by) >= rest(at, by + 1))) {
      put('removed', was)
      at += 1
    } else if (is !== undefined) {
      put('added', is)
      by += 1
    }
  }
  return pieces
}

/** Each with the space after it. */
function words_of(text: string): string[] {
  return text.match(/\S+\s*|\s+/gu) ?? []
}

function whole(before: string, after: string): Piece[] {
  const pieces: Piece[] = [
    { what: 'removed', text: before },
    { what: 'added', text: after },
  ]
  return pieces.filter(({ text }) => text !== '')
}

/** Lines that say something else now; in the order in which they stand. */
export function changes_between(before: readonly ReadLine[], after: readonly ReadLine[]): LineChange[] {
  const said = (lines: readonly ReadLine[], name: string) => lines.find((line) => line.name === name)?.says ?? ''
  const names = [...new Set([...after, ...before].map(({ name }) => name))]
  return names
    .filter((name) => said(before, name) !== said(after, name))
    .map((name) => ({ name, pieces: pieces_of(said(before, name), said(after, name)) }))
}
