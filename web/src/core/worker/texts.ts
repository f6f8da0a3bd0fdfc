/** Bytes and texts on the way between node, core and files. */
import { type CoreError, as_core_error } from '../core'

export function bytes_of(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/** In a buffer of its own, as sockets and keys want it. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

/** Whatever was thrown, as plain data. The core throws its errors as JSON text. */
export function told_error(thrown: unknown): CoreError {
  if (typeof thrown !== 'string') return as_core_error(thrown)
  try {
    return as_core_error(JSON.parse(thrown))
  } catch {
    return as_core_error(thrown)
  }
}

const LINES = /.{1,64}/gu
const CONTROLS = /\p{Cc}/gu

/** The text form of a request, as files that people hand over have it. */
export function armored_request(name: string, base64: string): string {
  return `detente request 1\nname: ${name.replace(CONTROLS, '')}\n\n${(base64.match(LINES) ?? []).join('\n')}\n`
}
