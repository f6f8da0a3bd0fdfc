import type { Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { MessageLine, MessageView } from '../../core/shapes/messages'
import { LINE_UP, NOW, local_of, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { PEOPLE } from '../administration/examples'
import { DRAFT, INCIDENT, LINES, NOTE } from './examples'

export function messages_core(role: Role, messages: MessageLine[] = LINES, sealed = false): FakeCore {
  const shown = (message: MessageView) => (sealed ? { ...message, text: null } : message)
  const alarms = messages.some(({ sounds }) => sounds)
    ? [{ message: 'm1', from: 'South', since_unix_ms: NOW - 120_000, local: local_of(NOW - 120_000), title: sealed ? null : 'Object off the northern coast' }]
    : []
  return new FakeCore(signed_in([role]), {
    line: () => LINE_UP,
    alarms: () => ({ alarms }),
    people: () => ({ people: PEOPLE }),
    messages: ({ channel }) => ({ channel, messages: sealed ? messages.map((line) => ({ ...line, title: null })) : messages }),
    message: ({ message }) => shown(message === 'm1' ? INCIDENT : NOTE),
    'message-drafts': () => ({
      drafts: [DRAFT, { ...DRAFT, draft: 'e2', author: 'p1', precedence: 'routine', title: 'Greetings', text: 'A good new year.' }, { ...DRAFT, draft: 'e3', approved_by: 'p1', title: 'Airspace on 31 December' }],
    }),
  })
}

function scene(name: string, path: string, core: () => FakeCore): Scene {
  return { name, path, core }
}

const CALM = LINES.filter(({ sounds }) => !sounds)

export const scenes: Scene[] = [
  scene('messages-inbox', '/messages', () => messages_core('sherpa')),
  scene('messages-inbox-duty', '/messages', () => messages_core('duty-officer', LINES, true)),
  scene('messages-inbox-empty', '/messages', () => messages_core('sherpa', [])),
  scene('message-flash', '/messages/m1', () => messages_core('sherpa')),
  scene('message-flash-duty', '/messages/m1', () => messages_core('duty-officer', LINES, true)),
  scene('message-translated', '/messages/m2', () => messages_core('sherpa', CALM)),
  scene('message-compose', '/messages/new', () => messages_core('sherpa', CALM)),
  { ...scene('message-compose-lacks', '/messages/new', () => messages_core('sherpa', CALM)), press: 'compose-give' },
  scene('message-drafts', '/messages/drafts', () => messages_core('sherpa', CALM)),
]
