/** The own node over HTTP: the page's origin, and no other. */
import type { CoreError } from '../core'

/** Longest wait for an answer. */
const ANSWER_MS_MAX = 15_000

/** The node answered with a refusal, or not at all. */
export class Refused extends Error {
  readonly status: number
  readonly told: CoreError

  constructor(status: number, told: CoreError) {
    super(told.cause)
    this.status = status
    this.told = told
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
      throw new Refused(0, { code: 'node-unreachable', cause: 'your own node does not answer', next: 'check this device\'s network; the page tries again by itself' })
    }
    if (answer.ok) return text
    throw new Refused(answer.status, problem_of(answer.status, text))
  }
}

function problem_of(status: number, text: string): CoreError {
  let problem: Problem = {}
  try {
    problem = JSON.parse(text) as Problem
  } catch {
    // Not the node's own refusal: something stands between.
  }
  return {
    code: text_or(problem.title, `http-${status}`),
    cause: text_or(problem.detail, `the node answered with status ${status}`),
    next: text_or(problem.next, 'try again; if it stays, tell your administrator'),
  }
}
