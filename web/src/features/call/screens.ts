import type { Screen } from '../../app/screen'
import { CallPlace } from './CallPlace'
import './call.css'

export const CALL: readonly Screen[] = [{ path: '/contacts/:contact/call', roles: ['principal', 'interpreter', 'note-taker'], view: CallPlace }]
