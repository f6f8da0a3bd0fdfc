interface Pair {
  first: string
  second: string
}

/** What is done to tracks. */
export interface TrackActs {
  'found-track': { title: string }
  'join-track': { track: string }
  'declare-aim': { track: string; text: string }
  'link-track': { track: string; form: { holds?: string[]; must_precede?: Pair[]; may_affect?: Pair[] }; despite: boolean }
  'unlink-track': { track: string; link: string }
  'review-link': { track: string; link: string }
  'close-track': { track: string }
}
