import type { CallState, InCall } from '../../core/call_control'
import type { CallMember } from '../../core/call_events'
import type { CoreError, Role } from '../../core/core'
import type { NextContact } from '../../core/generated/views'
import { type FakeCore, in_call } from '../../core/fake_core'
import { CALL_AT, NOW, local_of, signed_in } from '../../gallery/people'
import { home_core } from '../home/scenes'

export const CONTACT = 'c1'
export const WORDS = ['anchor', 'basil', 'copper', 'drum', 'ember', 'fossil']

function member(device: string, own_side: boolean, roles: Role[], more: Partial<CallMember> = {}): CallMember {
  return {
    side: own_side ? 'North' : 'South',
    own_side,
    this_device: false,
    device,
    person: `${device}4e07c1aa5d0b`,
    roles,
    accredited_until_unix_ms: Date.UTC(2022, 5, 30, 12),
    ...more,
  }
}

export const OWN = member('d1', true, ['principal'], { this_device: true })
export const INTERPRETER = member('d2', true, ['interpreter'])
export const THEIR_PRINCIPAL = member('d8', false, ['principal'])
export const THEIR_NOTE_TAKER = member('d9', false, ['note-taker'])
export const ALL = [OWN, INTERPRETER, THEIR_PRINCIPAL, THEIR_NOTE_TAKER]

/** With the floor open, everybody there. */
export function held(change: Partial<InCall> = {}): InCall {
  return in_call(CONTACT, { members: ALL, words: WORDS, floor_since_unix_ms: NOW - 754_000, heard: ['d8'], ...change })
}

interface Shown {
  roles?: Role[]
  unfit?: CoreError
  medium?: string
}

export function call_core(state: CallState, { roles = ['principal'], unfit, medium = 'phone-call' }: Shown = {}): FakeCore {
  const next: NextContact = {
    contact: CONTACT,
    phase: 'staged',
    medium,
    public_part: 'none',
    start_unix_ms: CALL_AT,
    duration_min: 45,
    local: local_of(CALL_AT),
    can_join: true,
    to_do: 'join',
    confirmed: ['North', 'South'],
  }
  const core = home_core(signed_in(roles), { next, matters: [] })
  if (unfit !== undefined) core.call.unfit = unfit
  core.call.state.set(state)
  return core
}
