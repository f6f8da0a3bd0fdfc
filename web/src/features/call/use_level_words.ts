import { useCallback } from 'react'

import { useText } from '../../i18n/text'

/** Below, nobody speaks; above, it is too near. */
const SILENT = 0.05
const LOUD = 0.95

export type LevelWord = 'silent' | 'good' | 'loud'

export function level_word(level: number): LevelWord {
  if (level < SILENT) return 'silent'
  return level > LOUD ? 'loud' : 'good'
}

export function useLevelWords(): (level: number) => string {
  const text = useText()
  return useCallback((level: number) => text(`level-${level_word(level)}`), [text])
}
