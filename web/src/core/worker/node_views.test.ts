import { expect, test } from 'vitest'

import { type Node, Refused } from './node'
import { fetched_view } from './node_views'

function node_of(answers: Record<string, unknown>) {
  const asked: string[] = []
  const get = (path: string) => {
    asked.push(path)
    const answer = answers[path]
    return answer === undefined ? Promise.reject(new Refused(0, 'node-unreachable', 'x', 'y')) : Promise.resolve(JSON.stringify(answer))
  }
  return { asked, node: { get } as unknown as Node }
}

const AROUND = '/api/v1/capitals?around=2030-01-07'

test.each<[string, Record<string, unknown>, string[], unknown]>([
  ['line', {}, ['/api/v1/line'], { is_whole: true, answer: 'l' }],
  ['staging', {}, ['/api/v1/line'], { is_whole: false, with: { line: 'l' } }],
  ['contacts', {}, [], { is_whole: false, with: {} }],
  // Around the day that is asked for.
  ['days', { date: '2030-01-07' }, [AROUND], { is_whole: false, with: { capitals: 'c' } }],
  ['days', { date: '2030-01-08&x' }, ['/api/v1/capitals?around=2030-01-08%26x'], { is_whole: false, with: { capitals: null } }],
])('for %s with %o the node is asked %o', async (view, args, paths, wanted) => {
  const { asked, node } = node_of({ '/api/v1/line': 'l', [AROUND]: 'c' })
  expect(await fetched_view(node, view, args)).toEqual(wanted)
  expect(asked).toEqual(paths)
})
