import type { SignedActs } from './generated/acts'

/** With the record that was read, empty where none waited: where a newer one has come since, nothing is signed. See `worker/read_offer.ts`. */
export type Answering<T> = T & { read: string }

type AnsweringActs =
  | 'accept-round'
  | 'counter-round'
  | 'decline-round'
  | 'accept-minutes'
  | 'counter-minutes'
  | 'decline-minutes'
  | 'accept-joint-statement'
  | 'counter-joint-statement'
  | 'decline-joint-statement'

type PlainActs =
  | 'propose-round'
  | 'withdraw-round'
  | 'postpone-round'
  | 'cancel-round'
  | 'name-delegation'
  | 'propose-minutes'
  | 'withdraw-minutes'
  | 'cancel-minutes'
  | 'open-exchange'
  | 'lodge-paper'
  | 'reveal-paper'
  | 'propose-joint-statement'
  | 'withdraw-joint-statement'
  | 'cancel-joint-statement'
  | 'release-joint-statement'
  | 'begin-silence'
  | 'object-to-silence'
  | 'withdraw-silence'

/** What is done in talks: rounds, minutes, exchanges, joint statements, texts under silence. */
export type TalkActs = Pick<SignedActs, PlainActs> & { [A in AnsweringActs]: Answering<SignedActs[A]> }
