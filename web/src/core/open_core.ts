import type { Core } from './core'
import type { DeviceChosen } from './page_call'
import { WorkerCore } from './worker_core'
import worker_url from './worker?worker&url'

/** The real core, in a worker of its own. */
export function open_core(chosen: DeviceChosen): Core {
  const worker = new Worker(trusted(worker_url), { type: 'module' })
  return new WorkerCore(worker, chosen)
}

/** The one script address that this page makes: a file of this client. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string } } }
  if (trustedTypes === undefined) return url
  return trustedTypes.createPolicy('detente', { createScriptURL: (wanted) => (wanted === worker_url ? wanted : '') }).createScriptURL(url)
}
