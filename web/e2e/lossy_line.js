// Stands between two nodes on loopback and loses a share of their datagrams.
import { createSocket } from 'node:dgram'

/** @typedef {{ at: import('node:dgram').Socket, to: number }} Door */

/** One way in for each side: datagrams for the other node's port come out of a socket of their own per sender. */
export class LossyLine {
  dropped = 0
  #share = 0
  /** @type {Door[]} */
  #doors
  /** @type {Set<import('node:dgram').Socket>} */
  #sockets = new Set()

  /** @param {Door[]} doors */
  constructor(doors) {
    this.#doors = doors
    for (const door of doors) this.#serve(door)
  }

  static async open() {
    const doors = await Promise.all([0, 1].map(async () => ({ at: await bound(), to: 0 })))
    return new LossyLine(doors)
  }

  /** Ports to be named as North's and South's routes. */
  get ports() {
    return this.#doors.map(({ at }) => at.address().port)
  }

  /** Where the nodes really are. @param {number[]} ports */
  towards(ports) {
    this.#doors.forEach((door, index) => (door.to = ports[index] ?? 0))
  }

  /** @param {number} share from 0 to 1, of each way */
  lose(share) {
    this.#share = share
  }

  close() {
    for (const { at } of this.#doors) at.close()
    for (const socket of this.#sockets) socket.close()
  }

  /** @param {Door} door */
  #serve(door) {
    /** @type {Map<number, import('node:dgram').Socket>} */
    const senders = new Map()
    door.at.on('message', (datagram, from) => {
      if (this.#lost()) return
      let beyond = senders.get(from.port)
      if (beyond === undefined) {
        beyond = createSocket('udp4')
        beyond.bind(0, '127.0.0.1')
        beyond.on('message', (answer) => {
          if (!this.#lost()) door.at.send(answer, from.port, from.address)
        })
        senders.set(from.port, beyond)
        this.#sockets.add(beyond)
      }
      if (door.to !== 0) beyond.send(datagram, door.to, '127.0.0.1')
    })
  }

  #lost() {
    const lost = Math.random() < this.#share
    if (lost) this.dropped += 1
    return lost
  }
}

async function bound() {
  const socket = createSocket('udp4')
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(undefined)))
  return socket
}
