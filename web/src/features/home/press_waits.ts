/** What waits for a press officer: promises, drafts by their next step, readouts not begun, and what differs in public. */
import type { HomeMatter } from '../../core/generated/views'
import type { Ready } from '../../core/core'
import type { PressDraftView, PressView, PromiseItem } from '../../core/shapes/press'
import type { RecentContact } from '../../core/views_of_desks'
import { type DraftStep, by_step, unreleased } from '../press/press_state'
import { type Waits, is_written_up, own_matter } from './waits'

export interface PressKnown {
  press: PressView
  /** Contacts of these days. */
  recent: readonly RecentContact[]
}

const TO_DO: Readonly<Record<DraftStep, string>> = { approve: 'approve', release: 'release-approved', 'others-approve': 'others-approve' }
/** What the core counts of the press: told here with the next step, and its place. */
const OF_PRESS: readonly string[] = ['statement', 'announcement', 'readout', 'answer', 'holding-line', 'correction', 'withdrawal']

type Me = Pick<Ready, 'side' | 'person'>

/** The core's matters with the press's own in place of those that it counts of them. */
export function with_press(core: readonly HomeMatter[], known: PressKnown | null, me: Me, now_unix_ms: number): Waits[] {
  if (known === null) return [...core]
  const others = core.filter(({ to_do, noun }) => to_do !== 'release-promised' && !(to_do === 'approve' && OF_PRESS.includes(noun)))
  return [...others, ...press_waits(known, me, now_unix_ms)]
}

export function press_waits({ press, recent }: PressKnown, me: Me, now_unix_ms: number): Waits[] {
  const promises = press.promises.filter(({ state }) => state !== 'kept')
  const drafts = by_step(unreleased(press.drafts, press.published), me.person)
  const readouts = drafts.filter(({ draft }) => draft.kind === 'readout').map(({ draft }) => draft)
  const unwritten = promises.filter((promise) => !readouts.some((draft) => keeps(draft, promise)))
  const is_due = (due_unix_ms: number | null) => due_unix_ms !== null && now_unix_ms >= due_unix_ms
  return [
    ...unwritten.map(({ contact, statement, by_unix_ms }) =>
      own_matter(me, { to_do: 'release-promised', noun: 'readout', subject: `${contact} ${statement}`, href: new_readout(contact), about: contact, due_unix_ms: by_unix_ms, overdue: is_due(by_unix_ms) }),
    ),
    ...drafts.map(({ draft, step }) => {
      const due_unix_ms = due_of(draft, promises, now_unix_ms)
      return own_matter(me, {
        to_do: TO_DO[step],
        noun: draft.kind,
        subject: draft.draft,
        title: draft.title,
        href: `/press/drafts/${encodeURIComponent(draft.draft)}`,
        colleague: step === 'others-approve',
        due_unix_ms,
        overdue: is_due(due_unix_ms),
      })
    }),
    ...recent
      .filter(is_written_up)
      .filter(({ contact }) => !has_readout(contact, press, promises, readouts))
      .map(({ contact }) => own_matter(me, { to_do: 'write-readout', noun: 'readout', subject: contact, href: new_readout(contact), about: contact })),
    ...recent
      .flatMap(({ compared }) => compared ?? [])
      .filter(({ differing, texts }) => differing > 0 && texts.some(({ side }) => side !== me.side.name))
      .map(({ subject }) => own_matter(me, { to_do: 'compare-sides', noun: 'contact', subject, href: `/press/says/${encodeURIComponent(subject)}`, about: subject })),
  ]
}

function new_readout(contact: string): string {
  return `/press/new/readout/${encodeURIComponent(contact)}`
}

/** A readout of the office that was named, or of any where none was. */
function keeps(draft: PressDraftView, promise: PromiseItem): boolean {
  return draft.kind === 'readout' && draft.contact === promise.contact && (promise.office === null || promise.office === draft.office)
}

/** When the first promise that it keeps is due, or its embargo ends. */
function due_of(draft: PressDraftView, promises: readonly PromiseItem[], now_unix_ms: number): number | null {
  const promised = promises.filter((promise) => keeps(draft, promise)).map(({ by_unix_ms }) => by_unix_ms)
  // An embargo that is over keeps nothing back.
  const embargo = draft.embargo_unix_ms !== null && draft.embargo_unix_ms > now_unix_ms ? [draft.embargo_unix_ms] : []
  const all = [...promised, ...embargo]
  return all.length === 0 ? null : Math.min(...all)
}

function has_readout(contact: string, { published }: PressView, promises: readonly PromiseItem[], readouts: readonly PressDraftView[]): boolean {
  const of = (one: { contact: string }) => one.contact === contact
  return published.some((item) => item.kind === 'readout' && of(item)) || promises.some(of) || readouts.some(of)
}
