/** The own node over HTTP: the page's origin, and no other. */
import { Fault } from '../fault'

/** Longest wait for an answer. */
const ANSWER_MS_MAX = 15_000

/** The node answered with a refusal, or not at all: then the status is 0. */
export class Refused extends Fault {
  readonly status: number

  constructor(status: number, code: string, cause: string, next: string) {
    super(code, cause, next)
    this.status = status
  }
}

interface Problem {
  title?: unknown
  detail?: unknown
  next?: unknown
}

function text_or(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

export class Node {
  /** Proof against other sites' requests; the session itself is in a cookie that no script reads. */
  csrf: string | null = null

  get(path: string): Promise<string> {
    return this.#ask('GET', path, null)
  }

  post(path: string, body: string): Promise<string> {
    return this.#ask('POST', path, body)
  }

  put(path: string, body: string): Promise<string> {
    return this.#ask('PUT', path, body)
  }

  delete(path: string): Promise<string> {
    return this.#ask('DELETE', path, null)
  }

  async #ask(method: string, path: string, body: string | null): Promise<string> {
    const headers = new Headers({ accept: 'application/json' })
    if (body !== null) headers.set('content-type', 'application/json')
    if (this.csrf !== null && method !== 'GET') headers.set('x-detente-csrf', this.csrf)
    let answer: Response
    let text: string
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX)
      answer = await fetch(path, { method, headers, body, signal, credentials: 'same-origin', redirect: 'error', cache: 'no-store' })
      text = await answer.text()
    } catch {
      throw new Refused(0, 'node-unreachable', 'your own node does not answer', 'check this device\'s network; the page tries again by itself')
    }
    if (answer.ok) return text
    throw refusal_of(answer.status, text)
  }
}

function refusal_of(status: number, text: string): Refused {
  let problem: Problem = {}
  try {
    problem = JSON.parse(text) as Problem
  } catch {
    // Not the node's own refusal: something stands between.
  }
  return new Refused(
    status,
    text_or(problem.title, `http-${String(status)}`),
    text_or(problem.detail, `the node answered with status ${String(status)}`),
    text_or(problem.next, 'try again; if it stays, tell your administrator'),
  )
}
