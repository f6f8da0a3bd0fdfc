import type { ReactNode } from 'react'

import { Sign } from './Sign'
import './banner.css'

interface BannerProps {
  /** `alarm` interrupts whoever hears the page; the others wait for a pause. */
  tone: 'plain' | 'warn' | 'bad' | 'alarm'
  headline: ReactNode
  children?: ReactNode
  action?: ReactNode
}

/** A fact about everything on the page, across its whole width. */
export function Banner({ tone, headline, children, action }: BannerProps) {
  return (
    <div role={tone === 'alarm' ? 'alert' : 'status'} className={`banner banner-${tone}`}>
      <div className="banner-words">
        <Sign tone={tone === 'alarm' ? 'bad' : tone} />
        <div>
          <p>
            <strong>{headline}</strong>
          </p>
          {children === undefined ? null : <div>{children}</div>}
        </div>
      </div>
      {action}
    </div>
  )
}
