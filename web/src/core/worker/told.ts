/** A message of the event stream, as the core read it. */
import type { Tell } from '../rpc'
import type { Device } from '../wasm/client_wasm'

/** What the page is told of it; nothing where it is of the call, or a newer node's that this page doesn't know. */
export function told_by(device: Device, bytes: Uint8Array, now_unix_ms: number): Tell | 'logs-changed' | null {
  try {
    const { told, ...rest } = JSON.parse(device.take_message(bytes, now_unix_ms)) as { told: string } & Record<string, unknown>
    // Of a ring that changed the node knows the rest.
    if (told === 'logs-changed' || told === 'ring-changed') return 'logs-changed'
    // Written by the core in the shape of what the page is told.
    return told === 'of-the-call' ? null : ({ tell: told, ...rest } as Tell)
  } catch {
    // One that can't be read ends nothing.
    return null
  }
}
