import { Link } from 'react-aria-components'

import { useText } from '../../i18n/text'
import { StateBadge } from '../../ui/StateBadge'
import { Moment } from '../../ui/moment'
import type { About } from './use_about'
import './inside.css'

/** What it is about, where it isn't shown there anyway. */
export function AboutLine({ about }: { about: About | null }) {
  const text = useText()
  if (about === null || about.name === '') return null
  return (
    <p className="kept-about">
      {text('about')}{' '}
      {about.href === null ? (
        <span>{about.name}</span>
      ) : (
        <Link href={about.href} className="contact-link">
          <bdi>{about.name}</bdi>
        </Link>
      )}
    </p>
  )
}

interface SignedByProps {
  who: string
  at_unix_ms: number
  stands: boolean
  public: boolean
}

/** Who entered it and when; that it is history, or has become public. */
export function SignedBy({ who, at_unix_ms, stands, public: is_public }: SignedByProps) {
  const text = useText()
  return (
    <p className="quiet kept-signed">
      <span>
        {text('entered-by')} <bdi>{who}</bdi>, <Moment unix_ms={at_unix_ms} />
      </span>
      {stands ? null : <StateBadge tone="plain">{text('entry-replaced')}</StateBadge>}
      {is_public ? <StateBadge tone="active">{text('entry-public')}</StateBadge> : null}
    </p>
  )
}
