/** Who this device is, as the core writes it; without roles while no accreditation stands. */
export interface Identity {
  side: string
  side_name: string
  other: string | null
  other_name: string | null
  /** Of each capital, once terms have named them. */
  zone: string | null
  other_zone: string | null
  device: string
  person: string
  roles: string[] | null
}

/** As this device's clocks go, until terms name the capital's. The other's isn't guessed: it is empty. */
export function own_zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
