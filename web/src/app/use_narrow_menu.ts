/** On a narrow screen the places of the desk are behind a button; on a wide one they are always there. */
import { useEffect, useState } from 'react'

import { usePlace } from './router'

export const MENU_ID = 'places'
export const MENU_BUTTON_ID = 'places-button'

export interface NarrowMenu {
  open: boolean
  turn: () => void
  /** Another page takes the focus itself; where one stays, the button has it. */
  chose: (path: string) => void
}

function focus_button(): void {
  document.getElementById(MENU_BUTTON_ID)?.focus()
}

export function useNarrowMenu(): NarrowMenu {
  const { path } = usePlace()
  // Opened on one page, it is closed on every other.
  const [opened_at, setOpenedAt] = useState<string | null>(null)
  const open = opened_at === path
  useEffect(() => {
    if (!open) return
    // What lies over the page takes its own Escape before.
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      setOpenedAt(null)
      focus_button()
    }
    document.addEventListener('keydown', on_key)
    return () => document.removeEventListener('keydown', on_key)
  }, [open])
  return {
    open,
    turn: () => setOpenedAt(open ? null : path),
    chose: (chosen) => {
      if (!open || chosen !== path) return
      setOpenedAt(null)
      focus_button()
    },
  }
}
