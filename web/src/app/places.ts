/** Where what is about a subject is shown. */
const PLACES: Readonly<Record<string, string>> = {
  contact: '/contacts',
  track: '/tracks',
  round: '/rounds',
  minutes: '/minutes',
  'joint-statement': '/joint-statements',
  paper: '/papers',
  exchange: '/exchanges',
  message: '/messages',
  'service-message': '/messages',
  'silence-procedure': '/silence',
  readout: '/press',
  statement: '/press',
  promise: '/press',
  task: '/inside/tasks',
  briefing: '/inside/briefing',
  record: '/inside/records',
  coalition: '/inside/coalitions',
}

/** Shown as a whole, not one by one. */
const WHOLE: Readonly<Record<string, string>> = { 'message-draft': '/messages/drafts', 'line-to-take': '/press/lines' }

export function place_of(noun: string, subject: string): string {
  return WHOLE[noun] ?? `${PLACES[noun] ?? ''}/${encodeURIComponent(subject)}`
}
