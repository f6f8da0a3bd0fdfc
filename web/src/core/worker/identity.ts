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
