/** Whether the node calls browsers whose page is closed, and this device's registration. */
export interface PushView {
  /** base64url; nothing where the node sends nothing. */
  key: string | null
  services: string[]
  endpoint: string | null
  registered_unix_ms: number | null
}
