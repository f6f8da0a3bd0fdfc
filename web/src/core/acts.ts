/** What a person does, with what each needs. A feature adds its acts by merging: see ARCHITECTURE.md of the web client. */
export interface Acts {
  /** Makes this browser's key. `demo`: the node's demonstration key, which proves nothing. */
  'make-key': { person_name: string; device_name: string; roles: string[] }
  'use-demo-key': { role: string }
  /** Forgets a request that was never accredited. */
  'drop-request': Record<string, never>
  'sign-in': Record<string, never>
  'sign-out': Record<string, never>
  /** Takes the session from the tab that holds it. */
  'take-over': Record<string, never>
  'acknowledge-message': { message: string }
}
