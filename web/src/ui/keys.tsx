/** Shortcuts of single keys: those of the shell and those of the present screen. Silent while somebody types. */
import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'

import { read_choice, write_choice } from './choices'

export interface Shortcut {
  /** As the keyboard says it: `n`, `?`, ` `. */
  key: string
  /** What it does. */
  text: string
  /** Absent: it is listed, and whoever listed it listens to it. */
  run?: () => void
}

interface Group {
  shortcuts: readonly Shortcut[]
  alone: boolean
}

interface Keys {
  /** The shortcuts in force, those of the shell first. */
  all: Shortcut[]
  on: boolean
  turn: (on: boolean) => void
  add: (group: Group) => () => void
}

const KeysContext = createContext<Keys | null>(null)

/** Whether a key belongs to whatever has the focus. */
export function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  return target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [role=listbox], [role=menu], [role=combobox]') !== null
}

/** Where a group stands alone, what lies below it is silent; `?` is there always. */
function in_force(groups: readonly Group[]): Shortcut[] {
  const alone = groups.some((group) => group.alone)
  return groups.flatMap((group) => (!alone || group.alone ? group.shortcuts : group.shortcuts.filter(({ key }) => key === '?')))
}

export function KeysProvider({ children }: { children: ReactNode }) {
  const [groups, setGroups] = useState<readonly Group[]>([])
  const [on, setOn] = useState(() => read_choice('keys') !== 'off')

  const add = useCallback((group: Group) => {
    setGroups((before) => [...before, group])
    return () => setGroups((before) => before.filter((one) => one !== group))
  }, [])
  const turn = useCallback((wanted: boolean) => {
    write_choice('keys', wanted ? 'on' : 'off')
    setOn(wanted)
  }, [])
  const all = useMemo(() => in_force(groups), [groups])
  const keys = useMemo(() => ({ all, on, turn, add }), [all, on, turn, add])

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target)) return
      // A dialog has the floor.
      if (document.querySelector('[role=dialog], [role=alertdialog]') !== null) return
      // The newest wins: a screen may take a key from the shell. `?` stays where the others are off.
      const found = all.findLast(({ key }) => key === event.key)
      if (found?.run === undefined || (!on && found.key !== '?')) return
      event.preventDefault()
      found.run()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [all, on])

  return <KeysContext value={keys}>{children}</KeysContext>
}

export function useKeysInForce(): Keys {
  const keys = useContext(KeysContext)
  if (keys === null) throw new Error('no KeysProvider above')
  return keys
}

/** Puts shortcuts in force while the component is there; `alone`: instead of those of the shell and the screen. */
export function useKeys(shortcuts: readonly Shortcut[], alone = false): void {
  const { add } = useKeysInForce()
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  // What they do may change with every render; which there are, only when their keys or words do.
  const shape = JSON.stringify(shortcuts.map(({ key, text, run }) => [key, text, run === undefined]))
  useEffect(() => {
    const held = latest.current.map(({ key, text, run }) => ({
      key,
      text,
      ...(run === undefined ? {} : { run: () => latest.current.find((one) => one.key === key)?.run?.() }),
    }))
    return add({ shortcuts: held, alone })
  }, [add, shape, alone])
}
