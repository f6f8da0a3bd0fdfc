/** The core's phrases as ids of messages. */
const slug = (words: string) => words.replace(/[^a-z]+/gi, '-').toLowerCase()

/** `entered it as held outside` → `act-entered-it-as-held-outside`. */
export function message_of_what(what: string): string {
  return `act-${slug(what)}`
}

/** `the offer had expired` → `why-the-offer-had-expired`. */
export function message_of_why(why: string): string {
  return `why-${slug(why)}`
}
