/** In which order messages are worked off, and what may be done with one. */
import type { MessageDraftView, MessageLine, MessageView } from '../../core/shapes/messages'

export const GROUPS = ['sounds', 'ours-to-take', 'theirs-to-take', 'done'] as const
export type Group = (typeof GROUPS)[number]

export function group_of(line: MessageLine, own_side: string): Group {
  if (line.sounds && line.from !== own_side) return 'sounds'
  if (line.state === 'acknowledged') return 'done'
  return line.from === own_side ? 'theirs-to-take' : 'ours-to-take'
}

const WEIGHT = { flash: 0, immediate: 1, priority: 2, routine: 3 } as const

/** What waits: the most urgent first, then the oldest. What is done: the newest first. */
export function grouped(lines: readonly MessageLine[], own_side: string): Map<Group, MessageLine[]> {
  const groups = new Map<Group, MessageLine[]>(GROUPS.map((group) => [group, []]))
  const sent = (line: MessageLine) => line.sent_unix_ms ?? Number.MAX_SAFE_INTEGER
  const sorted = lines.toSorted((one, other) => WEIGHT[one.precedence] - WEIGHT[other.precedence] || sent(one) - sent(other))
  for (const line of sorted) groups.get(group_of(line, own_side))?.push(line)
  groups.get('done')?.sort((one, other) => sent(other) - sent(one))
  return groups
}

/** A message of the other side that nobody here has acknowledged. */
export function can_acknowledge(message: MessageView, own_side: string): boolean {
  return message.from !== own_side && !message.states.some(({ state }) => state === 'acknowledged')
}

/** Whether showing it is news to the other side. */
export function is_to_present(message: MessageView, own_side: string): boolean {
  return can_acknowledge(message, own_side) && message.text !== null && !message.states.some(({ state }) => state === 'presented')
}

export type DraftStep = 'approve' | 'others-approve' | 'send' | 'sent'

/** Whoever wrote a draft can't approve it. */
export function step_of_draft(draft: MessageDraftView, person: string): DraftStep {
  if (draft.sent !== null) return 'sent'
  if (draft.approved_by !== null) return 'send'
  return draft.author === person ? 'others-approve' : 'approve'
}
