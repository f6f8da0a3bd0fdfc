/** How a browser comes by its key: made here, or given away by a demonstration. */
import { Fault } from '../fault'
import { make_key } from '../wasm/client_wasm'
import type { Demonstration } from './demonstration'
import { save_key } from './key_store'
import { bytes_of, own } from './texts'

/** `GET /api/v1/side`. */
export interface SideInfo {
  side: string
  name: string
  credentials: string
  other: string | null
  now_unix_ms: number
}

const NOTHING_SEEN = '{"own":null,"other":null}'

/** The key never leaves this browser: what is kept of it is encrypted at once. */
export async function make_own_key(side: SideInfo, args: Record<string, unknown>): Promise<void> {
  const text = (name: string): string | undefined => (typeof args[name] === 'string' ? args[name] : undefined)
  const roles = Array.isArray(args['roles']) ? args['roles'].map(String) : []
  const made = make_key(JSON.stringify(side), text('person'), JSON.stringify(roles))
  await save_key(own(made.take_secret()), {
    own: side.credentials,
    other: side.other,
    roles,
    name: text('device_name') ?? '',
    demo: false,
    seen: NOTHING_SEEN,
  })
  made.free()
}

export async function use_demo_key(side: SideInfo, demonstration: Demonstration | null, args: Record<string, unknown>): Promise<void> {
  const { role, name } = args
  const given = demonstration?.people.find((one) => one.roles.includes(String(role)) && (typeof name !== 'string' || one.name === name))
  if (given === undefined) throw new Fault('no-demonstration', 'this node gives no demonstration keys', 'make a key of your own in this browser')
  await save_key(bytes_of(given.secret), {
    own: side.credentials,
    other: demonstration?.other ?? null,
    roles: given.roles,
    name: given.name,
    demo: true,
    seen: NOTHING_SEEN,
  })
}
