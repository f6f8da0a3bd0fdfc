import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'
import { ComposeScreen } from './Compose'
import { MessageDraftsScreen } from './Drafts'
import { MessageScreen } from './Message'
import { MessagesScreen } from './Messages'

const TAKES: readonly Role[] = ['principal', 'sherpa', 'duty-officer']
const WRITES: readonly Role[] = ['principal', 'sherpa']

/** Fixed paths before those with a parameter: the first that fits is shown. */
export const MESSAGES: readonly Screen[] = [
  { path: '/messages', roles: TAKES, nav: { text: 'nav-messages', order: 50, key: 'm' }, view: MessagesScreen },
  { path: '/messages/new', roles: WRITES, view: ComposeScreen },
  { path: '/messages/drafts', roles: WRITES, view: MessageDraftsScreen },
  { path: '/messages/reply/:message', roles: WRITES, view: ComposeScreen },
  { path: '/messages/:message', roles: TAKES, view: MessageScreen },
]
