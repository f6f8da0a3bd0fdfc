/** What the node alone knows, not the logs: fetched when a view asks for it. */
import type { Node } from './node'

/** Views that are the node's answer as it is. */
const WHOLE: Record<string, string> = {
  line: '/api/v1/line',
  alarms: '/api/v1/alarms',
  'press-texts': '/api/v1/press/texts',
  'press-releases': '/api/v1/press/releases',
  'press-promises': '/api/v1/press/promises',
  sessions: '/api/v1/sessions/all',
  'calendar-link': '/api/v1/calendar/link',
  mail: '/api/v1/mail',
  client: '/api/v1/client',
}

/** What a view of the core needs from the node besides. */
const BESIDES: Record<string, Record<string, string>> = {
  home: { line: '/api/v1/line' },
}

export type Fetched = { is_whole: true; answer: unknown } | { is_whole: false; with: Record<string, unknown> }

export async function fetched_view(node: Node, view: string): Promise<Fetched> {
  const whole = WHOLE[view]
  if (whole !== undefined) return { is_whole: true, answer: JSON.parse(await node.get(whole)) }
  const besides = Object.entries(BESIDES[view] ?? {})
  const parts = await Promise.all(besides.map(async ([name, path]) => [name, JSON.parse(await node.get(path)) as unknown] as const))
  return { is_whole: false, with: Object.fromEntries(parts) }
}
