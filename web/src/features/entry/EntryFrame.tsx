import { type ReactNode, useEffect } from 'react'

import { Brand } from '../../app/Brand'
import { Settings } from '../../app/Settings'
import '../../app/desk.css'
import { Page } from '../../ui/Page'
import { mark_move } from '../../ui/arrival'

interface EntryFrameProps {
  title: string
  side: string | null
  /** Whatever follows it comes of what somebody did here, who has to find the focus there. */
  asks?: boolean
  children: ReactNode
}

/** Around every page that comes before the desk. */
export function EntryFrame({ title, side, asks = true, children }: EntryFrameProps) {
  useEffect(() => {
    if (asks) mark_move()
  }, [asks])
  return (
    <div className="gate">
      <header className="gate-top">
        <Brand side={side} />
        <Settings />
      </header>
      <main>
        <Page title={title} narrow>
          {children}
        </Page>
      </main>
    </div>
  )
}
