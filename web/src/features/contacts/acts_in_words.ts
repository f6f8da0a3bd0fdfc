/** Why an act has no effect, as the id of a message: `the offer had expired` → `why-the-offer-had-expired`. */
export function message_of_why(why: string): string {
  const slug = why.replace(/[^a-z]+/gi, '-').toLowerCase()
  return `why-${slug}`
}
