// Ports for nodes that a test starts: below those that the system gives out by itself.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const FROM = 10_000
const BELOW = 32_000
const TRIES_MAX = 1_000
/** @type {Set<number>} */
const chosen = new Set()

/** Free on loopback, TCP and UDP alike. @param {number} count @returns {Promise<number[]>} */
export async function free_ports(count) {
  const ports = []
  for (let tried = 0; ports.length < count; tried += 1) {
    if (tried > TRIES_MAX) throw new Error('no free ports')
    const port = FROM + Math.floor(Math.random() * (BELOW - FROM))
    if (chosen.has(port) || !(await is_free(port))) continue
    chosen.add(port)
    ports.push(port)
  }
  return ports
}

/** @param {number} port */
async function is_free(port) {
  const server = createServer()
  const socket = createSocket('udp4')
  try {
    await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(null)))
    await new Promise((resolve, reject) => socket.once('error', reject).bind(port, '127.0.0.1', () => resolve(null)))
    return true
  } catch {
    return false
  } finally {
    server.close()
    socket.close()
  }
}
