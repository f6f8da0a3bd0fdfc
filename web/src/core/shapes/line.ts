/** The line to the other side, as the own node sees it. */
export interface LineView {
  /** By the node's clock, when this was asked. */
  now_unix_ms: number
  other: string | null
  /** The own node answers. */
  node_reached: boolean
  up: boolean
  /** Since when it is as it is. */
  since_unix_ms: number | null
  reason_down: string | null
  /** Own entries that the other node doesn't hold yet. */
  waiting: number
  skew_ms: number | null
  /** Of both capitals, as the newest terms say; empty while none were read. */
  zones: ZoneView[]
}

export interface ZoneView {
  side: string
  zone: string
}
