/** Why something can’t be done and what to do next, in the page’s language. */
import type { CoreError } from '../core/core'
import type { Reason } from '../core/generated/acts'
import { type Variables, useLanguage } from './text'

/** The core names a code with `_` or as one word; messages have `-`. */
export function code_of(code: string): string {
  return code
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
}

/** Values of a reason that are codes, with the beginning of their message’s id. */
const CODES: Record<string, (code: string) => string> = {
  answer: (code) => `answer-${code}`,
  class: (code) => `class-${code}`,
  kind: (code) => `kind-${code}`,
  noun: (code) => `noun-${code}`,
  phase: (code) => `phase-${code}`,
  state: (code) => `task-${code}`,
  why: (code) => `why-${code}`,
}

/** What something between page and node answered by its number alone. */
const BY_NUMBER = /^http-\d+$/

/**
 * The core says of each refusal what it is as data. What has a code alone has words for each code; in English the
 * node’s own sentence, which says more, stands before those, and elsewhere it is the last resort.
 */
export function useFaultWords(): (error: CoreError) => { cause: string; next: string } {
  const { locale, text, has } = useLanguage()
  const words_of = (reason: Reason): string | null => {
    if (!has(`reason-${reason.reason}`)) return null
    const variables: Variables = {}
    for (const [name, value] of Object.entries<string | number>(reason)) {
      const id = CODES[name]?.(String(value))
      variables[name] = id === undefined || !has(id) ? value : text(id)
    }
    return text(`reason-${reason.reason}`, variables)
  }
  return (error) => {
    const code = BY_NUMBER.test(error.code) ? 'http' : code_of(error.code)
    const by_code = (given: string, fault: string, problem: string) => {
      if (has(fault)) return text(fault)
      if (locale === 'en' && given !== '') return given
      return has(problem) ? text(problem) : given
    }
    const reason = error.reason === undefined ? null : words_of(error.reason)
    const step = error.step === undefined || !has(`step-${error.step}`) ? null : text(`step-${error.step}`)
    return {
      cause: reason ?? by_code(error.cause, `fault-cause-${code}`, `problem-cause-${code}`),
      next: step ?? by_code(error.next, `fault-next-${code}`, `problem-next-${code}`),
    }
  }
}
