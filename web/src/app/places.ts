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
  task: '/tasks',
}

export function place_of(noun: string, subject: string): string {
  return `${PLACES[noun] ?? ''}/${encodeURIComponent(subject)}`
}
