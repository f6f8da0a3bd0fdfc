import type { Screen } from '../../app/screen'
import { CapitalsScreen } from './Capitals'

export const CAPITALS: readonly Screen[] = [{ path: '/capitals', roles: ['sherpa'], nav: { text: 'nav-capitals', order: 80 }, view: CapitalsScreen }]
