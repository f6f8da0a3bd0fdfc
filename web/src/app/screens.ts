/** Every place of the desk: one line a feature. */
import { CONTACTS } from '../features/contacts/screens'
import { HOME } from '../features/home/screens'
import { REPORTS } from '../features/reports/screens'
import { SOUNDINGS } from '../features/soundings/screens'
import type { Screen } from './screen'

export const SCREENS: readonly Screen[] = [...HOME, ...SOUNDINGS, ...REPORTS, ...CONTACTS]
