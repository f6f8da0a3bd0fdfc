/** What the node alone knows, not the logs: fetched when a view asks for it. */
import { type Node, Refused } from './node'

/** Views that are the node's answer as it is. */
const WHOLE: Record<string, string> = {
  line: '/api/v1/line',
  sessions: '/api/v1/sessions/all',
  passkeys: '/api/v1/passkeys',
  'calendar-link': '/api/v1/calendar/link',
  mail: '/api/v1/mail',
  push: '/api/v1/push',
  capitals: '/api/v1/capitals',
}

/** An address of the node, or one made of what was asked. */
type Address = string | ((args: Record<string, unknown>) => string)

const LINE = { line: '/api/v1/line' }
const PROMISES = { promises: '/api/v1/press/promises' }
const TEXTS = { texts: '/api/v1/press/texts' }
const UNRECORDED = { unrecorded: '/api/v1/unrecorded' }

/** What a view of the core needs from the node besides. */
const BESIDES: Record<string, Record<string, Address>> = {
  alarms: { alarms: '/api/v1/alarms' },
  home: PROMISES,
  thread: LINE,
  staging: LINE,
  rings: LINE,
  'line-detail': LINE,
  message: LINE,
  'order-wire': LINE,
  soundings: UNRECORDED,
  'non-papers': UNRECORDED,
  press: { published: '/api/v1/press/releases', ...PROMISES },
  days: { capitals: ({ date }) => `/api/v1/capitals?around=${encodeURIComponent(String(date))}` },
  facts: TEXTS,
  'compare-sides': TEXTS,
}

/** Views that are shown without it, where the node doesn't answer. */
const WITHOUT = ['home', 'thread', 'days']

export type Fetched = { is_whole: true; answer: unknown } | { is_whole: false; with: Record<string, unknown> }

export async function fetched_view(node: Node, view: string, args: Record<string, unknown>): Promise<Fetched> {
  const whole = WHOLE[view]
  if (whole !== undefined) return { is_whole: true, answer: JSON.parse(await node.get(whole)) }
  const besides = Object.entries(BESIDES[view] ?? {})
  const parts = await Promise.all(
    besides.map(async ([name, address]) => {
      const path = typeof address === 'string' ? address : address(args)
      return [name, await fetched(node, path, WITHOUT.includes(view))] as const
    }),
  )
  return { is_whole: false, with: Object.fromEntries(parts) }
}

async function fetched(node: Node, path: string, may_lack: boolean): Promise<unknown> {
  try {
    return JSON.parse(await node.get(path))
  } catch (thrown) {
    if (may_lack && thrown instanceof Refused && thrown.status === 0) return null
    throw thrown
  }
}
