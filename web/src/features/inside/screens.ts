import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import { READERS, WATCHERS } from './roles'

const TaskListScreen = lazy(async () => ({ default: (await import('../tasks/Tasks')).TaskListScreen }))
const TaskScreen = lazy(async () => ({ default: (await import('../tasks/Tasks')).TaskScreen }))
const ConsultationsScreen = lazy(async () => ({ default: (await import('../consultations/Consultations')).ConsultationsScreen }))
const CardListScreen = lazy(async () => ({ default: (await import('../briefing/Cards')).CardListScreen }))
const CardScreen = lazy(async () => ({ default: (await import('../briefing/Card')).CardScreen }))
const MandatesScreen = lazy(async () => ({ default: (await import('../mandates/Mandates')).MandatesScreen }))
const CoalitionListScreen = lazy(async () => ({ default: (await import('../coalitions/Coalitions')).CoalitionListScreen }))
const CoalitionScreen = lazy(async () => ({ default: (await import('../coalitions/Coalition')).CoalitionScreen }))
const RecordListScreen = lazy(async () => ({ default: (await import('../records/Records')).RecordListScreen }))
const WriteRecordScreen = lazy(async () => ({ default: (await import('../records/WriteRecord')).WriteRecordScreen }))
const RecordScreen = lazy(async () => ({ default: (await import('../records/Record')).RecordScreen }))
const AccessScreen = lazy(async () => ({ default: (await import('../records/Access')).AccessScreen }))

/** What never leaves the side. Fixed paths before those with a parameter. */
export const INSIDE: readonly Screen[] = [
  { path: '/inside', roles: READERS, nav: { text: 'nav-inside', order: 35, key: 'i' }, view: TaskListScreen },
  { path: '/inside/tasks/:task', roles: READERS, view: TaskScreen },
  { path: '/inside/consultations', roles: READERS, view: ConsultationsScreen },
  { path: '/inside/briefing', roles: READERS, view: CardListScreen },
  { path: '/inside/briefing/:card', roles: READERS, view: CardScreen },
  { path: '/inside/mandates', roles: READERS, view: MandatesScreen },
  { path: '/inside/coalitions', roles: READERS, view: CoalitionListScreen },
  { path: '/inside/coalitions/:coalition', roles: READERS, view: CoalitionScreen },
  { path: '/inside/records', roles: [...READERS, ...WATCHERS], view: RecordListScreen },
  { path: '/inside/records/new', roles: READERS, view: WriteRecordScreen },
  { path: '/inside/records/new/:about', roles: READERS, view: WriteRecordScreen },
  { path: '/inside/records/merge/:notes', roles: READERS, view: WriteRecordScreen },
  { path: '/inside/records/:record', roles: [...READERS, ...WATCHERS], view: RecordScreen },
  { path: '/access', roles: WATCHERS, nav: { text: 'nav-access', order: 75 }, view: AccessScreen },
]
