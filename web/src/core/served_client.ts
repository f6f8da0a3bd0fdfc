/** What the own node serves as this client, as this browser gets it: fetched anew, hashed here, held against the node's list. */
import { Fault } from './fault'
import { type WordList, load_word_list } from './word_list'

/** The client has a few dozen files; a list that is longer isn't one. */
export const FILES_MAX = 512
/** As many as stand for a side's credentials: 132 bits, too many to be searched for. */
export const FINGERPRINT_WORDS = 12
const BELOW = '/desk/'
/** What is here has its content's hash in its name: under one name it never changes. */
const ASSETS = `${BELOW}assets/`
const NOT_FOUND = 404
const ANSWER_WITHIN_MS = 60_000

/** `other`: what came isn't what the node says. `kept-other`: this browser has kept something else under that name. */
export type FileState = 'same' | 'other' | 'missing' | 'kept-other'

export interface ServedFile {
  address: string
  /** Of what came now; null where nothing did. */
  sha256: string | null
  state: FileState
}

export interface ServedClient {
  files: ServedFile[]
  fingerprint: Fingerprint
  /** What this page runs and the node lists no more. */
  unlisted: string[]
}

export interface Fingerprint {
  sha256: string
  words: string[]
}

/** The node and this browser, as far as it is looked at here. */
export interface Serving {
  /** What the node says that it serves: address and SHA-256 as hex. */
  listed: () => Promise<Readonly<Record<string, string>>>
  /** What is at this address now, past all that was kept; null where there is nothing. */
  served: (address: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** What this browser would run under this address: what it has kept, else what comes. */
  kept: (address: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Addresses of what this page has loaded. */
  loaded: () => string[]
}

export async function look_at_client(serving: Serving): Promise<ServedClient & { list: WordList }> {
  const [listed, list] = await Promise.all([serving.listed(), load_word_list()])
  const addresses = Object.keys(listed).toSorted()
  if (addresses.length === 0 || addresses.length > FILES_MAX || addresses.some((address) => !address.startsWith(BELOW))) {
    throw new Fault('client-list-odd', 'what the node says it serves is no list of this client', 'tell your administrator')
  }
  const files = await Promise.all(addresses.map((address) => look_at(serving, address, listed[address] ?? '')))
  const unlisted = serving.loaded().filter((address) => address.startsWith(ASSETS) && !(address in listed))
  return { files, unlisted, list, fingerprint: await fingerprint_of(files, list) }
}

async function look_at(serving: Serving, address: string, wanted: string): Promise<ServedFile> {
  const content = await serving.served(address)
  if (content === null) return { address, sha256: null, state: 'missing' }
  const sha256 = await hash_of(content)
  if (sha256 !== wanted) return { address, sha256, state: 'other' }
  const kept = address.startsWith(ASSETS) ? await serving.kept(address) : null
  return { address, sha256, state: kept !== null && (await hash_of(kept)) !== sha256 ? 'kept-other' : 'same' }
}

/** SHA-256 over a line for each file that came, by address: its hash, two spaces, its address. As `sha256sum` writes them. */
async function fingerprint_of(files: readonly ServedFile[], list: WordList): Promise<Fingerprint> {
  const lines = files.flatMap(({ address, sha256 }) => (sha256 === null ? [] : [`${sha256}  ${address}\n`]))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('')))
  return { sha256: hex_of(digest), words: list.words_of(new Uint8Array(digest), FINGERPRINT_WORDS) }
}

async function hash_of(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex_of(await crypto.subtle.digest('SHA-256', content))
}

function hex_of(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const REAL_SERVING: Serving = {
  listed: async () => {
    const answer = await asked('/api/v1/client', 'no-store')
    // A page of something between is no list either.
    const { files = {} } = (await answer.json().catch(() => ({}))) as { files?: Record<string, string> }
    return files
  },
  served: async (address) => {
    const answer = await asked(address, 'no-store')
    return answer.ok ? await content_of(answer) : null
  },
  // Asking for what is kept alone would be an error of the page for each file that isn't.
  kept: async (address) => {
    const answer = await asked(address, 'force-cache')
    return answer.ok ? await content_of(answer) : null
  },
  loaded: () => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
}

async function asked(address: string, cache: RequestCache): Promise<Response> {
  let answer: Response | null = null
  try {
    answer = await fetch(address, { cache, redirect: 'error', credentials: 'same-origin', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  } catch {
    // Said below.
  }
  // That there is nothing is an answer. Any other refusal is of a node, or of a proxy before it, that can't answer now.
  if (answer?.ok === true || answer?.status === NOT_FOUND) return answer
  throw new Fault('node-unreachable', 'your own node does not answer', 'look at the network of this device, then try again')
}

async function content_of(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await answer.arrayBuffer())
}
