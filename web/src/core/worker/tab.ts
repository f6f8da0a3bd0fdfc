/** One tab of a browser speaks for its device; another may take its place. */

const LOCK = 'detente-device'

/** Resolves to whether this tab speaks for the device now; `on_lost` when another takes it. */
export function hold_tab(steal: boolean, on_lost: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const options = steal ? { steal: true } : { ifAvailable: true }
    const held = navigator.locks.request(LOCK, options, (lock) => {
      resolve(lock !== null)
      // Held until this worker ends, or another tab takes it.
      return lock === null ? undefined : new Promise<void>(() => undefined)
    })
    held.catch(on_lost)
  })
}
