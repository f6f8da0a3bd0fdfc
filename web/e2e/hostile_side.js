// South, whose people write hostile text wherever a text of theirs reaches the other side.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { HOSTILE, LONG, ONE_LINE } from './hostile_text.js'

const PATIENCE_MS = 20_000
const HOUR_MS = 3_600_000

/** What was written, by rule and field of docs/protocol/records.cddl. @type {Map<string, string>} */
export const WRITTEN = new Map()

/** @param {string} field @param {string} words */
function written(field, words) {
  // A page is searched for the name of the field.
  const all = `field:${field} ${words}`
  WRITTEN.set(field, all)
  return all
}

/** @param {string} field */
const hostile = (field) => written(field, ONE_LINE)
/** @param {string} field */
const long = (field) => written(field, LONG)
/** What the command line cuts at a sign. @param {string} field @param {string} sign */
const without = (sign, field) => written(field, HOSTILE.filter((one) => !one.includes(sign)).join(' '))

/** @param {number} hours from now */
const moment = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString()
/** @param {number} hours from now */
const civil = (hours) => moment(hours).slice(0, 16)

/** @template T @param {() => Promise<T>} act what is refused until the other side's word has come */
async function once_there(act) {
  for (const give_up = Date.now() + PATIENCE_MS; ; ) {
    try {
      return await act()
    } catch (refused) {
      if (Date.now() > give_up) throw refused
    }
  }
}

/** @param {import('./sides.js').Sides} sides */
export async function write_hostile_text(sides) {
  /** @param {string[]} args */
  const aide = (...args) => sides.as('south', 'sherpa', ...args)
  /** @param {string[]} args */
  const north = (...args) => once_there(() => sides.as('north', 'sherpa', ...args))
  const zones = ['--zone', 'Etc/UTC', '--other-zone', 'Etc/UTC']
  const terms = ['--duration', '30', '--medium', 'phone-call', ...zones, '--despite-conflicts']

  await unrecorded(aide)
  const contact = await contacts(aide, north, terms)
  await own_words(sides, contact)
  const track = await tracks(aide, north, contact)
  const round = await rounds(aide, north, track)
  await papers(sides, aide, north)
  await messages(sides)
  const { silence } = await aide('silence', 'propose', '--title', hostile('silence-text.title'), '--text', long('silence-text.text'), '--expires', civil(72), ...zones)
  const { silence: broken } = await north('silence', 'propose', '--title', 'a text of ours', '--text', 'It stands.', '--expires', civil(72), ...zones)
  await once_there(() => aide('silence', 'object', broken, '--reason', hostile('reason.silence-object')))
  await aide('joint-statement', 'propose', '--title', hostile('joint-text.title'), '--text', long('joint-text.text'), '--language', hostile('joint-text.languages'), '--release-at', moment(48), '--about', contact)
  const released = await press(sides, contact, round)
  return { contact, track, silence, ...released }
}

/** @typedef {(...args: string[]) => Promise<any>} Does */

/** @param {Does} aide */
async function unrecorded(aide) {
  for (const kind of ['sounding', 'non-paper']) {
    await aide(kind, 'send', '--title', hostile(`unrecorded-words.title`), '--text', long('unrecorded-words.text'), '--language', written('unrecorded-words.language', HOSTILE[0]))
  }
}

/** @param {Does} aide @param {Does} north @param {string[]} terms */
async function contacts(aide, north, terms) {
  const words = [
    ['--item', hostile('agenda-item.title')],
    ['--reason', hostile('agenda.reason')],
    ['--language', hostile('terms.languages')],
    ['--participant', `own:principal:${hostile('participant.name')}`],
  ].flat()
  const { contact } = await aide('contact', 'propose', '--start', civil(30), ...terms, ...words)
  await aide('contact', 'held-outside', '--start', civil(-30), '--zone', 'Etc/UTC', '--duration', '20', '--medium', 'phone-call', '--item', without('=', 'agenda-item.title'), '--reason', hostile('reason.held-outside'))
  const own = await north('contact', 'propose', '--start', civil(50), ...terms, '--item', 'an item of ours')
  await once_there(() => aide('contact', 'decline', own.contact, '--reason', hostile('reason.decline')))
  for (const [verb, hours] of /** @type {const} */ ([['postpone', 70], ['cancel', 90]])) {
    const made = await north('contact', 'propose', '--start', civil(hours), ...terms, '--item', 'an item of ours')
    await once_there(() => aide('contact', 'accept', made.contact))
    await aide('contact', verb, made.contact, '--reason', hostile(`reason.${verb}`))
  }
  await north('contact', 'accept', contact)
  return contact
}

/** What North itself keeps of others, as its people heard or copied it. @param {import('./sides.js').Sides} sides @param {string} contact */
async function own_words(sides, contact) {
  /** @param {string} rule */
  const heard = (rule) => ['--source', hostile(`${rule}.source`), '--heard', moment(-2)]
  /** @param {string[]} args */
  const north = (...args) => sides.as('north', 'sherpa', ...args)
  await north('report', 'enter', contact, '--act', 'other', '--of', hostile('reported-act.of'), '--told-by', hostile('reported-act.told-by'), ...heard('reported-act'), '--what', hostile('reported-act.what'), '--text', long('reported-act.text'))
  const { record: entered } = await north('coalition', 'enter', contact, '--name', hostile('positions.name'), '--member', without('=', 'positions.member'), ...heard('heard'))
  const { record: one_more } = await north('coalition', 'position', entered, '--joins', '--member', 'another', '--stance', 'own-words', '--words', hostile('positions.words'), ...heard('heard'))
  await north('coalition', 'reply', one_more, '--common-line', 'given', '--text', hostile('positions.words'), ...heard('heard'))
  await north('consultation', 'enter', contact, '--body', hostile('consultation.body'), '--state', 'none', '--text', long('consultation.text'))
  await sides.as('north', 'press', 'line-to-take', 'draft', contact, '--text', hostile('line-to-take.text'), '--if-asked', hostile('line-to-take.if-asked'))
}

/** @param {Does} aide @param {Does} north @param {string} contact */
async function tracks(aide, north, contact) {
  const { track } = await aide('track', 'open', '--title', hostile('track-title.title'))
  await aide('track', 'aim', track, '--text', hostile('aim.text'))
  await aide('track', 'link', track, '--holds', contact)
  await north('track', 'open', track)
  return track
}

/** @param {Does} aide @param {Does} north @param {string} track */
async function rounds(aide, north, track) {
  const dates = ['--start', civil(300), '--end', civil(310), '--place-zone', 'Etc/UTC', '--zone', 'Etc/UTC', '--other-zone', 'Etc/UTC', '--despite-conflicts']
  const item = without('=', 'agenda-item.title')
  const words = ['--title', hostile('round-terms.title'), '--place', hostile('round-terms.place'), '--reason', hostile('round-terms.reason'), '--item', item, '--track', track]
  const sitting = `${civil(301)}/${civil(302)}/restricted/${hostile('session.title')}`
  const { round } = await aide('round', 'propose', ...dates, ...words, '--session', sitting)
  const heads = ['--head', '--member', '--interpreter'].flatMap((who) => [who, `${without('=', 'delegate.name')}=${hostile('delegate.office')}`])
  await north('round', 'accept', round, '--despite-conflicts')
  await once_there(() => aide('round', 'delegation', round, ...heads, '--despite-conflicts'))
  const outcome = `${item}=bracketed:${hostile('item-outcome.text')}`
  await aide('minutes', 'propose', round, '--title', hostile('minutes-text.title'), '--text', long('minutes-text.text'), '--outcome', outcome)
  return /** @type {string} */ (round)
}

/** @param {import('./sides.js').Sides} sides @param {Does} aide @param {Does} north */
async function papers(sides, aide, north) {
  const words = ['--title', hostile('paper-text.title'), '--text', `[${long('paper-text.text')} | none]`, '--language', hostile('paper-text.languages'), '--recipient', hostile('paper-text.recipients')]
  const folder = join(sides.dir, 'hostile')
  mkdirSync(folder, { recursive: true })
  // No file's name has a slash here. It is shown as it would be saved.
  const name = join(folder, '\u200Bannex "><img src=x onerror=__ran.push(1)>\u202Egnp.txt')
  WRITTEN.set('attachment-words.name', 'annex __img src=x onerror=__ran.push(1)_gnp.txt')
  copyFileSync(new URL(import.meta.url), name)
  const { subject: paper } = await aide('paper', 'hand-over', '--kind', 'proposal', ...words, '--attach', name)
  await aide('paper', 'version', paper, '--text', `[${long('paper-text.text')} | none, or another]`)
  const { subject: ours } = await north('paper', 'hand-over', '--kind', 'position', '--title', 'a position of ours', '--text', 'Ours.')
  await once_there(() => aide('paper', 'reply', ours, '--title', hostile('paper-text.title'), '--text', long('paper-text.text')))
  const { subject: exchange } = await aide('exchange', 'open', '--until', moment(20))
  await aide('exchange', 'lodge', exchange, '--title', hostile('paper-text.title'), '--text', long('paper-text.text'))
  await north('exchange', 'lodge', exchange, '--title', 'ours', '--text', 'Ours.')
  await once_there(() => aide('exchange', 'reveal', exchange))
}

/** @param {import('./sides.js').Sides} sides */
async function messages(sides) {
  const words = [
    ['--title', hostile('message-text.title')],
    ['--text', long('message-text.text')],
    ['--language', hostile('message-text.language')],
    ['--translation', long('translation.text')],
    ['--translation-language', hostile('translation.language')],
    ['--translator', hostile('translation.translator')],
  ].flat()
  await sides.as('south', 'sherpa', 'message', 'send', ...words, '--precedence', 'flash')
  await sides.as('south', 'duty', 'service-message', 'send', ...words)
}

/** @param {import('./sides.js').Sides} sides @param {string} contact @param {string} round */
async function press(sides, contact, round) {
  const picture = ['--picture', join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'principal.png'), '--picture-source', hostile('picture.source'), '--picture-alt', hostile('picture.shows')]
  const common = ['--office', hostile('release-text.office'), '--text', long('release-text.text'), '--language', hostile('release-text.languages')]
  const drafts = [
    ['statement', 'draft', contact, '--title', hostile('release-text.title'), ...common, ...picture, '--promise-by', moment(40), '--promise-office', hostile('promised-release.office')],
    ['statement', 'draft', contact, '--kind', 'answer', '--question', hostile('release.question'), '--title', hostile('release-text.title'), ...common, '--party', hostile('release.party'), '--position-of', hostile('claimed-position.of'), '--common-line', 'none'],
    ['statement', 'draft', round, '--title', hostile('release-text.title'), ...common, '--of-round', round, '--place', hostile('round-claims.place'), '--own-head', hostile('round-claims.own-head'), '--other-head', hostile('round-claims.other-head'), '--purpose', hostile('round-claims.purpose')],
  ]
  await sides.as('south', 'sherpa', 'facts', 'clear', round)
  const names = []
  for (const draft of drafts) {
    const made = await sides.as('south', 'press', ...draft)
    // What it claims of the round isn't what both signed.
    const despite = draft.includes('--of-round') ? ['--contradiction-reason', 'to see what comes of it'] : []
    await sides.as('south', 'press-chief', 'statement', 'approve', made.draft, ...despite)
    names.push(await sides.as('south', 'press', 'statement', 'release', made.draft))
  }
  await once_there(() => sides.as('north', 'press', 'statement', 'follow', sides.urls.south, '--private-network'))
  return { releases: names }
}
