/** What whoever acts is told of it: `Warning` of the core. Subjects are ids; null is what isn't sent yet. */
export type Warning =
  | { warning: 'start-past' }
  | { warning: 'order'; first: string | null; second: string | null }
  | { warning: 'same-time'; one: string | null; other: string | null }
  | { warning: 'circle'; all: (string | null)[] }
  | { warning: 'person-elsewhere'; person: string; other: string | null }
  | { warning: 'holiday'; own: boolean; text: string }
  | { warning: 'contradiction'; fact: string; claimed: string; signed: string }
  | { warning: 'nothing-to-compare' }
  | { warning: 'still-waits'; subject: string }
  | { warning: 'last-security-officer' }
