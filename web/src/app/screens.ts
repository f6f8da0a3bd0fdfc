/** Every place of the desk: one line a feature. */
import { CONTACTS } from '../features/contacts/screens'
import { HOME } from '../features/home/screens'
import type { Screen } from './screen'

export const SCREENS: readonly Screen[] = [...HOME, ...CONTACTS]
