/** The script addresses that this page makes: files of this client, and no others (W3C Trusted Types). */
import worker_url from './worker?worker&url'

export { worker_url }

/** Called by the browser while the page is closed. It stands beside the page, so that its scope is all of it. */
export const RING_WORKER = '/desk/ring_worker.js'

interface Policy {
  createScriptURL(url: string): string
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy
}

let policy: Policy | null = null

export function is_ours(url: string): boolean {
  return url === worker_url || /^\/desk\/ring_worker\.js\?language=[a-z]{2}$/.test(url)
}

/** As a script's address is wanted where Trusted Types are on. The page's policy allows one such policy. */
export function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory }
  if (trustedTypes === undefined) return url
  policy ??= trustedTypes.createPolicy('detente', { createScriptURL: (wanted) => (is_ours(wanted) ? wanted : '') })
  return policy.createScriptURL(url)
}
