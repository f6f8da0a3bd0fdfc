/** Whether the node calls browsers whose page is closed, and this device's registration. */
export interface PushView {
  /** base64url; nothing where the node sends nothing. */
  key: string | null
  services: string[]
  endpoint: string | null
  registered_unix_ms: number | null
  /** When the last call of this device didn't get through; nothing where it did, or none was tried. */
  last_failed_unix_ms: number | null
}
