/** Who this device is, as the core writes it; without roles while no accreditation stands. */
export interface Identity {
  side: string
  side_name: string
  other: string | null
  other_name: string | null
  device: string
  person: string
  roles: string[] | null
  /** Of the capitals, as terms name them that are read here. */
  zones: { side: string; zone: string }[]
}

/** Empty where no terms say it. */
export function zone_in({ zones }: Identity, side: string | null): string {
  return zones.find((one) => one.side === side)?.zone ?? ''
}
