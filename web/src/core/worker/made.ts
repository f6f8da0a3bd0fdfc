/** What the core made of an act: posted, or asked once more. */
import type { Acted } from '../core'
import { Fault } from '../fault'
import type { Warning } from '../warnings'
import { type Node, Refused } from './node'
import type { Post, Sync } from './sync'

/** `Made` of the core. */
interface Made {
  posts: Post[]
  subject: string | null
  record: string | null
  warnings: Warning[]
  /** Nothing was signed: it is made once the same act says `despite`. */
  asks: boolean
  /** For the press site, before `posts`. */
  release: unknown
  /** A text to be handed to somebody in person. */
  file: string | null
}

/** Something stands against it; the page tells what, and asks. */
export class Asked extends Fault {
  readonly warnings: Warning[]

  constructor(warnings: Warning[]) {
    super('conflicts', 'nothing was sent: something stands against it', 'look at it, then send it all the same or change it')
    this.warnings = warnings
  }
}

export async function post_made(node: Node, sync: Sync, made_json: string): Promise<Acted> {
  const { posts, subject, record, warnings, asks, release, file } = JSON.parse(made_json) as Made
  if (asks) throw new Asked(warnings)
  if (release !== null) await node.post('/api/v1/press/releases', JSON.stringify(release))
  for (const post of posts) await posted(sync, post)
  // It is done: what fails now is only the looking, and that is tried again.
  await sync.now().catch(() => {
    sync.soon()
  })
  return { record, subject, warnings, ...(file === null ? {} : { told: file }) }
}

/** What contradicts what is there is made anew from that: it is brought here. */
async function posted(sync: Sync, post: Post): Promise<void> {
  try {
    await sync.post(post)
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.status === 409) sync.soon()
    throw thrown
  }
}
