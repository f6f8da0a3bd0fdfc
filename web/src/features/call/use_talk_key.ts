import { useEffect, useRef } from 'react'

import { is_typing } from '../../ui/keys'

interface TalkKey {
  down: () => void
  up: () => void
}

/** The space bar is the microphone's, but where something else that it works has the focus, or a dialog asks. */
export function useTalkKey(key: TalkKey): void {
  const latest = useRef(key)
  useEffect(() => {
    latest.current = key
  })
  useEffect(() => {
    let held = false
    const release = () => {
      if (held) latest.current.up()
      held = false
    }
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey || belongs_elsewhere(event.target)) return
      event.preventDefault()
      if (event.repeat || held) return
      held = true
      latest.current.down()
    }
    const let_go = (event: KeyboardEvent) => {
      if (event.key === ' ') release()
    }
    document.addEventListener('keydown', pressed)
    document.addEventListener('keyup', let_go)
    // A key that is let go elsewhere isn't told here: the microphone doesn't stay open for it.
    window.addEventListener('blur', release)
    return () => {
      document.removeEventListener('keydown', pressed)
      document.removeEventListener('keyup', let_go)
      window.removeEventListener('blur', release)
      release()
    }
  }, [])
}

function belongs_elsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog], [role=alertdialog]') !== null || is_typing(target)) return true
  return target instanceof HTMLElement && target.closest('a, button, input, summary, [role=button]') !== null
}
