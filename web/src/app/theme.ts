import { useCallback, useState } from 'react'

import { read_choice, write_choice } from '../ui/choices'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export function show_theme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}

export function chosen_theme(): Theme {
  const chosen = read_choice('theme')
  return THEMES.find((theme) => theme === chosen) ?? 'system'
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosen_theme)
  const choose = useCallback((wanted: Theme) => {
    write_choice('theme', wanted)
    show_theme(wanted)
    setTheme(wanted)
  }, [])
  return [theme, choose]
}
