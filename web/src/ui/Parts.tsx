import { Link } from 'react-aria-components'

import { usePlace } from '../app/router'
import './parts.css'

export interface PartOf {
  path: string
  text: string
}

/** Pages of one desk, beside each other: each has an address of its own. */
export function Parts({ label, parts }: { label: string; parts: readonly PartOf[] }) {
  const { path } = usePlace()
  return (
    <nav aria-label={label} className="parts">
      <ul>
        {parts.map((part) => (
          <li key={part.path}>
            <Link href={part.path} {...(part.path === path ? { 'aria-current': 'page' as const } : {})}>
              {part.text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
