/** `People` of the command line: devices of the own side. */
export interface PeopleView {
  people: PersonLine[]
}

export interface PersonLine {
  /** Known only where it was enrolled. */
  name: string | null
  device: string
  person: string
  /** Separated by commas. */
  roles: string
  until_unix_ms: number | null
  state: 'stands' | 'revoked' | 'expired' | 'founding'
}
