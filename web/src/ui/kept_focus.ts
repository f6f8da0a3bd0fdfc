/** Where an act takes away what had the focus, the focus goes to what is around it: nobody begins at the head of the page again. */
import { useEffect } from 'react'

const PLACES = 'section, article, form, main'
/** Whoever opened these has it back by itself, unless that has gone too. */
const OVER_THE_PAGE = '[role=dialog], [role=alertdialog], [role=listbox], [role=menu]'
/** A dialog that closes hands the focus on first. */
const HANDED_ON_MS = 150

function all_around(element: Element): Element[] {
  const all = []
  for (let one: Element | null = element; one !== null; one = one.parentElement) all.push(one)
  return all
}

export function useKeptFocus(): void {
  useEffect(() => {
    /** What had the focus on the page last, and what was around it, the nearest first. */
    let around: Element[] = []
    let waiting: ReturnType<typeof setTimeout> | null = null
    const came = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.closest(OVER_THE_PAGE) === null) around = all_around(event.target)
    }
    const look = () => {
      waiting = null
      const [last] = around
      const is_lost = document.activeElement === null || document.activeElement === document.body
      if (!is_lost || last === undefined || last.isConnected || document.querySelector(OVER_THE_PAGE) !== null) return
      const place = around.find((one) => one.isConnected && one.matches(PLACES))
      if (!(place instanceof HTMLElement)) return
      // It can be given the focus, and isn't a stop of Tab.
      if (!place.hasAttribute('tabindex')) place.tabIndex = -1
      place.focus({ preventScroll: true })
    }
    const changes = new MutationObserver(() => {
      if (around[0]?.isConnected === false) waiting ??= setTimeout(look, HANDED_ON_MS)
    })
    document.addEventListener('focusin', came)
    changes.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', came)
      changes.disconnect()
      if (waiting !== null) clearTimeout(waiting)
    }
  }, [])
}
