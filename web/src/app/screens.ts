/** Every place of the desk: one line a feature. */
import { CALL } from '../features/call/screens'
import { CONTACTS } from '../features/contacts/screens'
import { DEVICE_TEST } from '../features/device_test/screens'
import { HOME } from '../features/home/screens'
import type { Screen } from './screen'

export const SCREENS: readonly Screen[] = [...HOME, ...CONTACTS, ...CALL, ...DEVICE_TEST]
