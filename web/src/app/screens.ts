/** Every place of the desk: one line a feature. */
import { ADMINISTRATION } from '../features/administration/screens'
import { CALL } from '../features/call/screens'
import { CAPITALS } from '../features/capitals/screens'
import { CONTACTS } from '../features/contacts/screens'
import { DEVICE_TEST } from '../features/device_test/screens'
import { DUTY_DESK } from '../features/duty/screens'
import { EXCHANGES } from '../features/exchanges/screens'
import { HOME } from '../features/home/screens'
import { INSIDE } from '../features/inside/screens'
import { JOINT_STATEMENTS } from '../features/joint_statements/screens'
import { MESSAGES } from '../features/messages/screens'
import { MINUTES } from '../features/minutes/screens'
import { PAPERS } from '../features/papers/screens'
import { PRESS_DESK } from '../features/press/screens'
import { REPORTS } from '../features/reports/screens'
import { ROUNDS } from '../features/rounds/screens'
import { SERVED_CLIENT } from '../features/served_client/screens'
import { SILENCE } from '../features/silence/screens'
import { SOUNDINGS } from '../features/soundings/screens'
import { TRACKS } from '../features/tracks/screens'
import type { Screen } from './screen'

export const SCREENS: readonly Screen[] = [
  ...HOME,
  ...CALL,
  ...DEVICE_TEST,
  ...SERVED_CLIENT,
  ...SOUNDINGS,
  ...REPORTS,
  ...CONTACTS,
  ...TRACKS,
  ...ROUNDS,
  ...MINUTES,
  ...PAPERS,
  ...EXCHANGES,
  ...JOINT_STATEMENTS,
  ...INSIDE,
  ...DUTY_DESK,
  ...MESSAGES,
  ...PRESS_DESK,
  ...ADMINISTRATION,
  ...CAPITALS,
  ...SILENCE,
]
