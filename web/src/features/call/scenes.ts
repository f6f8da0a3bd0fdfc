import type { CallState } from '../../core/call_control'
import type { CoreError, Role } from '../../core/core'
import type { Scene } from '../../gallery/scene'
import { NOW } from '../../gallery/people'
import { ALL, CONTACT, INTERPRETER, OWN, call_core, held } from './examples'

const DENIED: CoreError = { code: 'microphone-denied', cause: '', next: '' }
const NO_TRANSFORMS: CoreError = { code: 'no-encoded-transforms', cause: '', next: '' }

interface More {
  roles?: Role[]
  unfit?: CoreError
  press?: string
  path?: string
}

function scene(name: string, state: CallState, { press, path = '/', ...shown }: More = {}): Scene {
  return { name: `call-${name}`, path, core: () => call_core(state, shown), ...(press === undefined ? {} : { press }) }
}

function ended(reason: string, held_ms: number | null = 42 * 60_000): CallState {
  return { at: 'ended', contact: CONTACT, reason, held_ms }
}

const RINGING: CallState = { at: 'ringing', contact: CONTACT, rung: 1 }
const CLOSED = { floor: 'closed', floor_since_unix_ms: null } as const

export const scenes: Scene[] = [
  scene('ringing', RINGING),
  scene('ringing-unfit', RINGING, { unfit: DENIED }),
  scene('home-unfit', { at: 'none' }, { unfit: NO_TRANSFORMS }),
  scene('place', { at: 'none' }, { roles: ['interpreter'], path: `/contacts/${CONTACT}/call` }),
  scene('place-unfit', { at: 'none' }, { roles: ['note-taker'], path: `/contacts/${CONTACT}/call`, unfit: DENIED }),
  scene('joining', { at: 'joining', contact: CONTACT }),
  scene('floor-closed', held({ ...CLOSED, members: [OWN, INTERPRETER], words: [], heard: [], quality: 'unknown' })),
  scene('floor-keys', held({ ...CLOSED, words: [], heard: [] })),
  scene('open', held()),
  scene('muted', held({ muted: true })),
  scene('push-to-talk', held({ push_to_talk: true, muted: true })),
  scene('listens', held({ members: ALL.map((one) => ({ ...one, this_device: one.roles.includes('note-taker') })) }), { roles: ['note-taker'] }),
  scene('camera-off', held({ camera: 'off' })),
  scene('camera-denied', held({ camera: 'off', camera_fault: { code: 'camera-denied', cause: '', next: '' } })),
  scene('camera-on', held({ camera: 'on' })),
  scene('uplink', held({ quality: 'your-uplink' }), { roles: ['interpreter'] }),
  scene('their-side', held({ quality: 'their-side' })),
  scene('line-lost', held({ line_up: false })),
  scene('away', held({ away_since_ms: NOW - 4_000 })),
  scene('warnings', held({ warnings: ['stray_message', 'ghost_in_commit', 'foreign_member', 'other_keys'] })),
  scene('warnings-interpreter', held({ warnings: ['stray_message', 'ghost_in_commit'] }), { roles: ['interpreter'] }),
  scene('words', held(), { press: 'words-begin' }),
  scene('end-asked', held(), { press: 'call-end' }),
  scene('ended', ended('hung-up')),
  scene('ended-note', ended('hung-up'), { roles: ['note-taker'] }),
  scene('ended-left', ended('left', 90_000), { roles: ['interpreter'] }),
  scene('ended-line', ended('line-lost', 12_000)),
  scene('ended-never', ended('not-staffed', null), { roles: ['duty-officer'] }),
  scene('refused', { at: 'refused', contact: CONTACT, error: { code: 'NotStaged', cause: 'both duty officers', next: 'wait' } }),
  scene('refused-microphone', { at: 'refused', contact: CONTACT, error: DENIED }),
]
