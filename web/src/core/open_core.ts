import type { Core } from './core'
import type { DeviceChosen } from './page_call'
import { trusted, worker_url } from './trusted'
import { WorkerCore } from './worker_core'

/** The real core, in a worker of its own. */
export function open_core(chosen: DeviceChosen): Core {
  const worker = new Worker(trusted(worker_url), { type: 'module' })
  return new WorkerCore(worker, chosen)
}
