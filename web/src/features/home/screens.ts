import type { Screen } from '../../app/screen'
import { ROLES } from '../../core/core'
import { HomeScreen } from './Home'

export const HOME: readonly Screen[] = [{ path: '/', roles: ROLES, nav: { text: 'nav-home', order: 10, key: 'h' }, view: HomeScreen }]
