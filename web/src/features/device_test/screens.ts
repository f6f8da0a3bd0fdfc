import type { Screen } from '../../app/screen'
import { ROLES } from '../../core/core'
import { DeviceTest } from './DeviceTest'

export const DEVICE_TEST: readonly Screen[] = [{ path: '/device-test', roles: ROLES, nav: { text: 'nav-device-test', order: 95, also: ['/this-client'] }, view: DeviceTest }]
