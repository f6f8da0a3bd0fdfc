import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
/** The staff of both sides reads them: the press has to release the text. */
const STAFF: readonly Role[] = [...LEADING, 'duty-officer', 'press-officer']
const JointListScreen = lazy(async () => ({ default: (await import('./JointList')).JointListScreen }))
const JointScreen = lazy(async () => ({ default: (await import('./Joint')).JointScreen }))
const ProposeJointScreen = lazy(async () => ({ default: (await import('./JointFormScreens')).ProposeJointScreen }))
const CounterJointScreen = lazy(async () => ({ default: (await import('./JointFormScreens')).CounterJointScreen }))

export const JOINT_STATEMENTS: readonly Screen[] = [
  { path: '/joint-statements', roles: STAFF, view: JointListScreen },
  { path: '/joint-statements/propose', roles: LEADING, view: ProposeJointScreen },
  { path: '/joint-statements/:joint', roles: STAFF, view: JointScreen },
  { path: '/joint-statements/:joint/counter', roles: LEADING, view: CounterJointScreen },
]
