import { Link } from 'react-aria-components'

import type { Role } from '../core/core'
import { useText } from '../i18n/text'
import { useKeys } from '../ui/keys'
import { usePlace } from './router'
import type { Screen } from './screen'
import { SCREENS } from './screens'
import { MENU_ID, type NarrowMenu } from './use_narrow_menu'

interface Entry {
  path: string
  text: string
  order: number
  key?: string
  also?: readonly string[]
}

/** Places of the navigation that any of the roles uses. */
export function entries_for(screens: readonly Screen[], roles: readonly Role[]): Entry[] {
  return screens
    .filter((screen) => screen.roles.some((role) => roles.includes(role)))
    .flatMap(({ path, nav }) => (nav === undefined ? [] : [{ path, ...nav }]))
    .toSorted((one, other) => one.order - other.order)
}

/** A place is the present one for all that lies below it; home for itself alone. */
export function is_present(entry: string, path: string): boolean {
  return entry === path || (entry !== '/' && path.startsWith(`${entry}/`))
}

export function Navigation({ roles, menu }: { roles: readonly Role[]; menu: NarrowMenu }) {
  const text = useText()
  const { path, go } = usePlace()
  const entries = entries_for(SCREENS, roles)
  useKeys(
    entries.flatMap((entry) =>
      entry.key === undefined ? [] : [{ key: entry.key, text: text('key-go-to', { place: text(entry.text) }), run: () => go(entry.path) }],
    ),
  )
  return (
    <nav id={MENU_ID} className="desk-nav" aria-label={text('navigation')}>
      <ul>
        {entries.map((entry) => (
          <li key={entry.path}>
            <Link href={entry.path} onPress={() => menu.chose(entry.path)} {...([entry.path, ...(entry.also ?? [])].some((one) => is_present(one, path)) ? { 'aria-current': 'page' as const } : {})}>
              {text(entry.text)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
