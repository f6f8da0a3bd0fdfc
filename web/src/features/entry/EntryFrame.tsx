import type { ReactNode } from 'react'

import { Brand } from '../../app/Brand'
import { Settings } from '../../app/Settings'
import '../../app/desk.css'
import { Page } from '../../ui/Page'

/** Around every page that comes before the desk. */
export function EntryFrame({ title, side, children }: { title: string; side: string | null; children: ReactNode }) {
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
