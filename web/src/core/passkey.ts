/** The browser's part of a passkey: only a page can ask an authenticator, a worker can’t. What it answers goes on as it is. */
import { Fault } from './fault'

/** Options of WebAuthn Level 3, which write and read themselves as JSON; older browsers lack them. */
interface JsonPasskeys {
  parseCreationOptionsFromJSON(options: unknown): PublicKeyCredentialCreationOptions
  parseRequestOptionsFromJSON(options: unknown): PublicKeyCredentialRequestOptions
  isUserVerifyingPlatformAuthenticatorAvailable(): Promise<boolean>
}

interface JsonCredential extends Credential {
  toJSON(): unknown
}

function browser_passkeys(): JsonPasskeys {
  const { PublicKeyCredential: found } = globalThis as { PublicKeyCredential?: Partial<JsonPasskeys> }
  if (found?.parseCreationOptionsFromJSON === undefined || found.parseRequestOptionsFromJSON === undefined) {
    throw new Fault('passkey-unsupported', 'this browser has no passkeys, or this page was not opened securely', 'use a current browser, and open the desk by https')
  }
  return found as JsonPasskeys
}

/** Makes a passkey; the answer is a `RegistrationResponseJSON` as text. */
export async function make_passkey(options_json: string): Promise<string> {
  const passkeys = browser_passkeys()
  const options = passkeys.parseCreationOptionsFromJSON(JSON.parse(options_json))
  return await answered(passkeys, options.timeout, () => navigator.credentials.create({ publicKey: options }))
}

/** Shows a passkey; the answer is an `AuthenticationResponseJSON` as text. */
export async function show_passkey(options_json: string): Promise<string> {
  const passkeys = browser_passkeys()
  const options = passkeys.parseRequestOptionsFromJSON(JSON.parse(options_json))
  return await answered(passkeys, options.timeout, () => navigator.credentials.get({ publicKey: options }))
}

async function answered(passkeys: JsonPasskeys, timeout_ms: number | undefined, ask: () => Promise<Credential | null>): Promise<string> {
  const began = performance.now()
  try {
    const credential = (await ask()) as JsonCredential | null
    if (credential === null) throw new DOMException('', 'NotAllowedError')
    return JSON.stringify(credential.toJSON())
  } catch (thrown) {
    const late = timeout_ms !== undefined && performance.now() - began >= timeout_ms
    // Whether this machine could verify anybody is looked up only when it went wrong.
    const can_verify = await passkeys.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
    throw fault_of(thrown, late, can_verify)
  }
}

/** Browsers tell little on purpose: cancelled, not verified and nothing plugged in are one error of theirs. */
export function fault_of(thrown: unknown, late: boolean, can_verify: boolean): Fault {
  const name = thrown instanceof DOMException ? thrown.name : ''
  switch (name) {
    case 'NotAllowedError':
      if (late) return new Fault('passkey-timeout', 'nothing answered in time', 'try again, with your authenticator at hand')
      if (!can_verify) return new Fault('passkey-none', 'no authenticator answered, and this machine verifies nobody by itself', 'plug in your security key, or set up PIN, finger or face on this machine')
      return new Fault('passkey-cancelled', 'it was cancelled, or the authenticator did not verify you', 'try again, and let it verify you by PIN, finger or face')
    case 'InvalidStateError':
      return new Fault('passkey-known', 'this authenticator holds a passkey of this device already', 'use another authenticator')
    case 'ConstraintError':
    case 'NotSupportedError':
      return new Fault('passkey-unfit', 'this authenticator can not verify its user', 'use one with a PIN, finger or face')
    case 'SecurityError':
      return new Fault('passkey-unsupported', 'this browser has no passkeys, or this page was not opened securely', 'use a current browser, and open the desk by https')
    default:
      return new Fault('passkey-failed', thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown), 'try again; if it stays, tell your administrator')
  }
}
