/** Every place of the desk: one line a feature. */
import { CALL } from '../features/call/screens'
import { CONTACTS } from '../features/contacts/screens'
import { DEVICE_TEST } from '../features/device_test/screens'
import { HOME } from '../features/home/screens'
import { PAPERS } from '../features/papers/screens'
import { REPORTS } from '../features/reports/screens'
import { ROUNDS } from '../features/rounds/screens'
import { SILENCE } from '../features/silence/screens'
import { SOUNDINGS } from '../features/soundings/screens'
import { TRACKS } from '../features/tracks/screens'
import type { Screen } from './screen'

export const SCREENS: readonly Screen[] = [
  ...HOME,
  ...SOUNDINGS,
  ...REPORTS,
  ...CONTACTS,
  ...TRACKS,
  ...ROUNDS,
  ...PAPERS,
  ...SILENCE,
  ...CALL,
  ...DEVICE_TEST,
]
