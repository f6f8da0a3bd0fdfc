import { type ReactNode, useEffect, useRef } from 'react'

import { useText } from '../i18n/text'
import { has_moved } from './arrival'
import './page.css'

interface PageProps {
  title: string
  /** Beside the heading: what can be done on the whole page. */
  actions?: ReactNode
  narrow?: boolean
  className?: string
  children: ReactNode
}

/**
 * One screen: its heading, the document's title, and the focus, which goes to the heading when a new page
 * comes, so that a screen reader reads where one is. The first page of a visit leaves the focus alone.
 */
export function Page({ title, actions, narrow = false, className = '', children }: PageProps) {
  const text = useText()
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = text('page-title', { page: title })
  }, [title, text])

  useEffect(() => {
    if (has_moved()) heading.current?.focus()
  }, [])

  return (
    <div className={`page ${narrow ? 'page-narrow' : ''} ${className}`}>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {actions}
      </div>
      {children}
    </div>
  )
}
