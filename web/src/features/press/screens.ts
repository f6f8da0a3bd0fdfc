import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'
import { PressDraftScreen } from './Draft'
import { CorrectScreen, NewReleaseScreen, WithdrawScreen } from './Editor'
import { LinesScreen } from './Lines'
import { PressDeskScreen } from './PressDesk'
import { SaysListScreen, SaysScreen } from './Says'

const PRESS: readonly Role[] = ['press-officer']

/** Fixed paths before those with a parameter: the first that fits is shown. */
export const PRESS_DESK: readonly Screen[] = [
  { path: '/press', roles: PRESS, nav: { text: 'nav-press', order: 60, key: 'p', also: ['/joint-statements'] }, view: PressDeskScreen },
  { path: '/press/lines', roles: PRESS, view: LinesScreen },
  { path: '/press/says', roles: PRESS, view: SaysListScreen },
  { path: '/press/says/:subject', roles: PRESS, view: SaysScreen },
  { path: '/press/new', roles: PRESS, view: NewReleaseScreen },
  { path: '/press/new/:kind', roles: PRESS, view: NewReleaseScreen },
  { path: '/press/new/:kind/:subject', roles: PRESS, view: NewReleaseScreen },
  { path: '/press/correct/:name', roles: PRESS, view: CorrectScreen },
  { path: '/press/withdraw/:name', roles: PRESS, view: WithdrawScreen },
  { path: '/press/drafts/:draft', roles: PRESS, view: PressDraftScreen },
  // Where something that waits leads to: home names the subject.
  { path: '/press/:subject', roles: PRESS, view: SaysScreen },
]
