/** What is worked out of a call's pictures before they are shown. */
import type { InCall, Picture } from '../../core/call_control'
import type { CallMember } from '../../core/call_events'

export interface Tile {
  member: CallMember
  /** Nothing: their camera is off, or what came could not be opened. */
  stream: MediaStream | null
}

/** Who is seen, and the other side's principal even unseen: theirs first, principals before others. */
export function tiles_of({ members, pictures }: Pick<InCall, 'members' | 'pictures'>): Tile[] {
  const stream_of = (member: CallMember) => pictures.find(({ device }: Picture) => device === member.device)?.stream ?? null
  const rank = ({ own_side, roles }: CallMember) => (own_side ? 2 : 0) + (roles.includes('principal') ? 0 : 1)
  return members
    .filter(({ this_device }) => !this_device)
    .map((member) => ({ member, stream: stream_of(member) }))
    .filter(({ member, stream }) => stream !== null || (!member.own_side && member.roles.includes('principal')))
    .toSorted((one, two) => rank(one.member) - rank(two.member) || one.member.device.localeCompare(two.member.device))
}
