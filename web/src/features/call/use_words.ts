import { useState } from 'react'

/** Six words, read out one by one, by turns. */
export interface Comparing {
  at: 'closed' | 'reading' | 'same' | 'differs'
  /** Of the word that is being read. */
  index: number
}

export const CLOSED: Comparing = { at: 'closed', index: 0 }

export function after_answer(before: Comparing, same: boolean, words: number): Comparing {
  if (before.at !== 'reading') return before
  if (!same) return { at: 'differs', index: before.index }
  return before.index + 1 < words ? { at: 'reading', index: before.index + 1 } : { at: 'same', index: words - 1 }
}

/** Both sides must agree who begins without speaking of it: the one whose id comes first. */
export function own_turn(index: number, own_id: string, other_id: string): boolean {
  return (index % 2 === 0) === own_id < other_id
}

export function useWords(words: readonly string[]) {
  const key = words.join(' ')
  const [held, setHeld] = useState({ key, comparing: CLOSED })
  // Other words, because somebody came or went: what was compared counts no more.
  const comparing = held.key === key ? held.comparing : CLOSED
  const set = (next: Comparing) => setHeld({ key, comparing: next })
  return {
    comparing,
    begin: () => set({ at: 'reading', index: 0 }),
    close: () => set(CLOSED),
    answer: (same: boolean) => set(after_answer(comparing, same, words.length)),
  }
}
