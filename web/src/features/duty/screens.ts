import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'
import { CallSheetScreen } from './CallSheet'
import { DutyDeskScreen } from './DutyDesk'
import { LineWordsScreen } from './LineWords'
import { OrderWireScreen } from './OrderWire'
import { ShiftsScreen } from './Shifts'

const DUTY: readonly Role[] = ['duty-officer']
const AIDES_TOO: readonly Role[] = ['duty-officer', 'sherpa']

export const DUTY_DESK: readonly Screen[] = [
  { path: '/duty', roles: DUTY, nav: { text: 'nav-duty', order: 40, key: 'd' }, view: DutyDeskScreen },
  { path: '/duty/order-wire', roles: DUTY, view: OrderWireScreen },
  { path: '/duty/shifts', roles: AIDES_TOO, view: ShiftsScreen },
  { path: '/duty/words', roles: DUTY, view: LineWordsScreen },
  { path: '/duty/call-sheet/:contact', roles: AIDES_TOO, view: CallSheetScreen },
]
