import { lazy } from 'react'

import { READS_CONTACTS } from '../../app/places'
import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

/** Who speaks for the side. */
const LEADING: readonly Role[] = ['principal', 'sherpa']

const ContactListScreen = lazy(async () => ({ default: (await import('./ContactList')).ContactListScreen }))
const ContactScreen = lazy(async () => ({ default: (await import('./Contact')).ContactScreen }))
const ProposeScreen = lazy(async () => ({ default: (await import('./ContactFormScreens')).ProposeScreen }))
const CounterScreen = lazy(async () => ({ default: (await import('./ContactFormScreens')).CounterScreen }))

export const CONTACTS: readonly Screen[] = [
  { path: '/contacts', roles: READS_CONTACTS, nav: { text: 'nav-contacts', order: 20, key: 'c' }, view: ContactListScreen },
  { path: '/contacts/propose', roles: LEADING, view: ProposeScreen },
  { path: '/contacts/:contact/counter', roles: LEADING, view: CounterScreen },
  { path: '/contacts/:contact', roles: READS_CONTACTS, view: ContactScreen },
]
