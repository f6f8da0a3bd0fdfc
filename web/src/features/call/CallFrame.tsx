import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'

import { useText } from '../../i18n/text'
import { KeyHelp } from '../../ui/KeyHelp'
import { type Shortcut, useKeys } from '../../ui/keys'
import './call.css'

const NO_KEYS: readonly Shortcut[] = []

interface CallFrameProps {
  /** Ringing, joining, in the call, over: each begins with its heading. */
  stage: string
  title: string
  /** The document's title, where the frame gives it. */
  document_title?: string
  beside?: ReactNode
  children: ReactNode
}

/** The whole page is the call's: the desk waits below, and its keys are silent. */
export function CallFrame({ stage, title, document_title, beside, children }: CallFrameProps) {
  const text = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useKeys(NO_KEYS, true)

  useLayoutEffect(() => {
    const before = document.activeElement
    const scrolled = window.scrollY
    window.scrollTo(0, 0)
    return () => {
      // The desk is shown again by then.
      requestAnimationFrame(() => {
        window.scrollTo(0, scrolled)
        if (before instanceof HTMLElement && before.isConnected) before.focus()
      })
    }
  }, [])
  useLayoutEffect(() => heading.current?.focus(), [stage])
  useEffect(() => {
    if (document_title === undefined) return
    const before = document.title
    document.title = text('page-title', { page: document_title })
    return () => {
      document.title = before
    }
  }, [document_title, text])

  return (
    <main className={`call call-${stage}`}>
      <div className="call-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
      </div>
      {children}
      <KeyHelp />
    </main>
  )
}
