interface Pair {
  first: string
  second: string
}

interface Delegate {
  name: string
  office: string
}

/** What is done to tracks and rounds. */
export interface TrackActs {
  'found-track': { title: string }
  'join-track': { track: string }
  'declare-aim': { track: string; text: string }
  'link-track': { track: string; form: { holds?: string[]; must_precede?: Pair[]; may_affect?: Pair[] }; despite: boolean }
  'unlink-track': { track: string; link: string }
  'review-link': { track: string; link: string }
  'close-track': { track: string }
  'accept-round': { round: string; despite: boolean }
  'decline-round': { round: string; reason: string | null }
  'withdraw-round': { round: string }
  'postpone-round': { round: string; reason: string | null }
  'cancel-round': { round: string; reason: string | null }
  'name-delegation': { round: string; form: { head?: Delegate | null; members?: Delegate[]; interpreters?: Delegate[] }; despite: boolean }
}
