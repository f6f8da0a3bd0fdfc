/** Acts that sign nothing: the node does them for whoever is signed in. */
import type { Acted } from '../core'
import type { Node } from './node'

const DONE: Acted = { record: null, subject: null }

type NodeAct = (node: Node, args: Record<string, unknown>) => Promise<Acted>

function named(args: Record<string, unknown>, name: string): string {
  return encodeURIComponent(String(args[name]))
}

const NODE_ACTS: Record<string, NodeAct> = {
  'ring-again': async (node, args) => {
    await node.post(`/api/v1/contacts/${named(args, 'contact')}/ring`, '{}')
    return DONE
  },
  'end-session': async (node, args) => {
    await node.delete(`/api/v1/sessions/${named(args, 'session')}`)
    return DONE
  },
  'reset-passkeys': async (node, args) => {
    await node.delete(`/api/v1/passkeys/${named(args, 'device')}`)
    return DONE
  },
  'forget-unrecorded': async (node, args) => {
    await node.delete(`/api/v1/unrecorded/${named(args, 'id')}`)
    return DONE
  },
  'set-mail-address': async (node, { address }) => {
    await node.post('/api/v1/mail/address', JSON.stringify({ address }))
    return DONE
  },
  'drop-mail-address': async (node) => {
    await node.delete('/api/v1/mail/address')
    return DONE
  },
  'register-push': async (node, { endpoint, p256dh, auth }) => {
    await node.put('/api/v1/push', JSON.stringify({ endpoint, p256dh, auth }))
    return DONE
  },
  'forget-push': async (node) => {
    await node.delete('/api/v1/push')
    return DONE
  },
  'keep-holidays': async (node, args) => {
    await node.put(`/api/v1/capitals/${named(args, 'capital')}/holidays`, JSON.stringify({ calendar: args['calendar'] }))
    return DONE
  },
  'keep-rest-hours': async (node, args) => {
    await node.put(`/api/v1/capitals/${named(args, 'capital')}/rest-hours`, JSON.stringify({ hours: args['hours'] }))
    return DONE
  },
  'make-calendar-link': async (node, { zone }) => {
    const { path } = JSON.parse(await node.post('/api/v1/calendar/link', JSON.stringify({ zone }))) as { path: string }
    return { ...DONE, told: new URL(path, self.location.origin).href }
  },
  'drop-calendar-link': async (node) => {
    await node.delete('/api/v1/calendar/link')
    return DONE
  },
}

/** Absent where the act is none of these. */
export function node_act(act: string): NodeAct | undefined {
  return NODE_ACTS[act]
}
