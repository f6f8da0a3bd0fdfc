import type { ReactNode } from 'react'

import './empty.css'

/** Nothing here, said as such, and what would bring something. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p>{children}</p>
      {action}
    </div>
  )
}
