import type { Screen } from '../../app/screen'
import { ROLES, type Role } from '../../core/core'
import { ChecksScreen } from './Checks'
import { LineScreen } from './Line'
import { LogScreen } from './Log'
import { OwnSettingsScreen } from './OwnSettings'
import { PasskeysScreen } from './Passkeys'
import { PeopleScreen } from './People'
import { SessionsScreen } from './Sessions'
import { AccreditScreen, CountersignScreen } from './SignRequest'

const OFFICERS: readonly Role[] = ['administrator', 'security-officer']

export const ADMINISTRATION: readonly Screen[] = [
  { path: '/administration', roles: OFFICERS, nav: { text: 'nav-administration', order: 70, key: 'a' }, view: PeopleScreen },
  { path: '/administration/accredit', roles: ['administrator'], view: AccreditScreen },
  { path: '/administration/countersign', roles: ['security-officer'], view: CountersignScreen },
  { path: '/administration/line', roles: OFFICERS, view: LineScreen },
  { path: '/administration/sessions', roles: OFFICERS, view: SessionsScreen },
  { path: '/administration/passkeys', roles: OFFICERS, view: PasskeysScreen },
  { path: '/administration/log', roles: OFFICERS, view: LogScreen },
  { path: '/administration/checks', roles: OFFICERS, view: ChecksScreen },
  { path: '/own-settings', roles: ROLES, nav: { text: 'nav-own-settings', order: 90 }, view: OwnSettingsScreen },
]
