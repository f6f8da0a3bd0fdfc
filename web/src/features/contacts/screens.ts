import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const STAFF: readonly Role[] = ['principal', 'sherpa', 'duty-officer', 'interpreter', 'note-taker']

const ContactListScreen = lazy(async () => ({ default: (await import('./ContactList')).ContactListScreen }))
const ContactScreen = lazy(async () => ({ default: (await import('./Contact')).ContactScreen }))

export const CONTACTS: readonly Screen[] = [
  { path: '/contacts', roles: STAFF, nav: { text: 'nav-contacts', order: 20, key: 'c' }, view: ContactListScreen },
  { path: '/contacts/:contact', roles: STAFF, view: ContactScreen },
]
