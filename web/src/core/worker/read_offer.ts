/**
 * Whoever answers names the record that was read. The core answers the newest; where that is another one by now,
 * nothing is signed. Looking and signing are one step of this worker: nothing comes in between.
 */
import { Fault } from '../fault'

interface Answered {
  /** The view that knows the newest, and what names its subject. */
  view: string
  subject: string
  /** The record that the core would answer. */
  newest: (view: unknown, own: string) => string | null
}

interface Offers {
  offers: readonly { record: string; by: string; answer: string }[]
}

interface Versions {
  versions: readonly { record: string }[]
}

const offer = (view: unknown, own: string) => (view as Offers).offers.findLast(({ by, answer }) => by !== own && answer === 'open')?.record ?? null
const version = (view: unknown) => (view as Versions).versions.at(-1)?.record ?? null

const ANSWERS: Record<string, Answered> = {
  'counter-contact': { view: 'contact', subject: 'contact', newest: offer },
  'accept-contact': { view: 'contact', subject: 'contact', newest: offer },
  'decline-contact': { view: 'contact', subject: 'contact', newest: offer },
  'counter-round': { view: 'round', subject: 'round', newest: offer },
  'accept-round': { view: 'round', subject: 'round', newest: offer },
  'decline-round': { view: 'round', subject: 'round', newest: offer },
  'counter-minutes': { view: 'minutes', subject: 'minutes', newest: offer },
  'accept-minutes': { view: 'minutes', subject: 'minutes', newest: offer },
  'decline-minutes': { view: 'minutes', subject: 'minutes', newest: offer },
  'counter-joint-statement': { view: 'joint-statement', subject: 'joint_statement', newest: offer },
  'accept-joint-statement': { view: 'joint-statement', subject: 'joint_statement', newest: offer },
  'decline-joint-statement': { view: 'joint-statement', subject: 'joint_statement', newest: offer },
  'acknowledge-paper': { view: 'paper', subject: 'paper', newest: version },
}

const NOTHING_WAITED = ''

export type Query = (query: Record<string, unknown>) => unknown

/** What the core is told of an act: without `read`, which is what it would answer anyway. */
export function told_once_read(act: string, { read, ...args }: Record<string, unknown>, own: string, query: Query): Record<string, unknown> {
  const answered = ANSWERS[act]
  if (read === undefined || answered === undefined) return args
  const { view, subject, newest } = answered
  // Who counters while nothing of theirs waits has read nothing of theirs.
  if ((newest(query({ [view]: { [subject]: args[subject] } }), own) ?? NOTHING_WAITED) === read) return args
  throw new Fault(
    'newer-offer',
    'nothing was signed: what you read is no longer what waits for an answer',
    'read what stands there now, then answer that',
  )
}

/** What signs, and tells what stands. */
interface Core {
  query: (query: string, now_unix_ms: number) => string
  act: (act: string, now_unix_ms: number) => string
}

/** What the core makes of an act, where what was read is what it answers. */
export function made_once_read(core: Core, act: string, args: Record<string, unknown>, own: string, now_unix_ms: number): string {
  const query: Query = (asked) => JSON.parse(core.query(JSON.stringify(asked), now_unix_ms))
  return core.act(JSON.stringify({ [act]: told_once_read(act, args, own, query) }), now_unix_ms)
}
