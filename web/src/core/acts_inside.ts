import type { SignedActs } from './generated/acts'

/** What is done within the own side. */
export type InsideActs = Pick<
  SignedActs,
  | 'enter-consultation'
  | 'give-task'
  | 'settle-task'
  | 'give-mandate'
  | 'draft-card'
  | 'review-card'
  | 'approve-card'
  | 'enter-coalition'
  | 'say-position'
  | 'say-common-reply'
  | 'write-note'
  | 'merge-notes'
  | 'review-note'
  | 'approve-note'
  | 'distribute-note'
  | 'retain-note'
  | 'open-note'
>
