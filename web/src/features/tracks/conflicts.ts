/** What of a track doesn't fit together: the core says it in a sentence of its own language, with short ids. */
import type { ShownConflict } from '../../core/generated/views'
import type { TimelineEntry } from '../../core/shapes/track'

/** As the core writes what it names: `round 81c0aa11`. */
const NAMED = /\b(contact|round) ([0-9a-f]{8})\b/g

/** The entries that the sentence names, in its order; nothing where one isn't on the timeline. */
export function named_in({ text }: ShownConflict, timeline: readonly TimelineEntry[]): TimelineEntry[] | null {
  const found = [...text.matchAll(NAMED)].map(([, noun, id]) => timeline.find((one) => one.noun === noun && one.subject.startsWith(id ?? '')) ?? null)
  const entries = found.filter((one) => one !== null)
  return entries.length < 2 || entries.length < found.length ? null : entries
}
