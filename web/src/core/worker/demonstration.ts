/** Keys that a demonstration's node gives to everybody. They guard nothing, and every page says so. */
import { ROLES, type Role } from '../core'
import { type Node, Refused } from './node'

export interface Demonstration {
  people: DemoPerson[]
  /** Credentials of the other side, base64. */
  other: string | null
}

export interface DemoPerson {
  name: string
  roles: string[]
  /** The contents of the device's key file, base64. */
  secret: string
}

/** Nothing where the node is in earnest. */
export async function fetch_demonstration(node: Node): Promise<Demonstration | null> {
  try {
    return JSON.parse(await node.get('/api/v1/demonstration')) as Demonstration
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.status === 404) return null
    throw thrown
  }
}

/** Whose keys they are, by role: the second of two press officers approves what the first wrote. */
export function names_of(demonstration: Demonstration | null): Partial<Record<Role, string[]>> {
  const people = demonstration?.people ?? []
  return Object.fromEntries(ROLES.map((role) => [role, people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name)]))
}

export function roles_of(demonstration: Demonstration | null): Role[] {
  const found = new Set(demonstration?.people.flatMap((person) => person.roles))
  return ROLES.filter((role) => found.has(role))
}
