/** What the page shows before its desk, made of what this device knows of itself. */
import type { CoreState, SideName } from '../core'
import { type Device, read_credentials } from '../wasm/client_wasm'
import { type Demonstration, names_of, roles_of } from './demonstration'
import type { SideInfo } from './enrolment'
import { type Identity, own_zone } from './identity'
import type { Kept } from './key_store'
import { armored_request, bytes_of } from './texts'

function name_of({ side, side_name }: Identity): SideName {
  return { id: side, name: side_name, zone: own_zone() }
}

export function without_key(side: SideInfo, demonstration: Demonstration | null): CoreState {
  const { words: side_words } = JSON.parse(read_credentials(bytes_of(side.credentials))) as { words: string[] }
  const name = { id: side.side, name: side.name, zone: own_zone() }
  return { at: 'no-key', side: name, side_words, demo_roles: roles_of(demonstration), demo_names: names_of(demonstration) }
}

export function not_accredited(device: Device, identity: Identity, kept: Kept | null): CoreState {
  const roles = kept === null || kept.roles.length === 0 ? ['sherpa'] : kept.roles
  const { request, words } = JSON.parse(device.request(JSON.stringify(roles))) as { request: string; words: string[] }
  return { at: 'not-accredited', side: name_of(identity), request: armored_request(kept?.name ?? '', request), words }
}

export function without_passkey(identity: Identity, kept: Kept | null): CoreState {
  return { at: 'no-passkey', side: name_of(identity), device_name: kept?.name ?? '' }
}

export function signed_out(identity: Identity, kept: Kept | null, by_passkey: boolean): CoreState {
  return { at: 'signed-out', side: name_of(identity), device_name: kept?.name ?? '', by_passkey, demo: kept?.demo === true }
}
