import { expect, test } from 'vitest'

import { CORE_SENT_MAX, faults, faults_of_core, lacks, sent_bytes } from './check_product.js'
import { with_integrity } from './integrity.js'

const SCRIPT = '<script type="module" src="/desk/assets/a-12345678.js" integrity="sha384-x"></script>'

test.each([
  ['as it should be', { 'index.html': SCRIPT, 'assets/a-12345678.js': 'x()' }, []],
  ['an inline script', { 'index.html': '<script>x()</script>' }, ['index.html: a script inside the page', 'index.html: a script without integrity']],
  ['an inline style', { 'index.html': '<style>a{}</style>' }, ['index.html: style or script in markup']],
  ['a handler', { 'index.html': '<p onclick="x()">' }, ['index.html: style or script in markup']],
  ['no hash', { 'assets/a.js': '' }, ['assets/a.js: has no hash in its name']],
  ['a source map', { 'assets/a-12345678.js': '//# sourceMappingURL=a.map' }, ['assets/a-12345678.js: a source map']],
  ['the gallery', { 'assets/a-12345678.js': 'the fake core has no answer to' }, ['assets/a-12345678.js: holds the invented core']],
  ['a foreign file', { 'assets/a-12345678.css': 'a{b:url(https://x.example/y)}' }, ["assets/a-12345678.css: fetches something that isn't the node's"]],
  ['the worker of a closed page', { 'ring_worker.js': '(function(){x()})()' }, []],
  ['such a worker that takes another file', { 'ring_worker.js': 'import{a}from"./assets/a-12345678.js"' }, ['ring_worker.js: takes something of another file']],
  ['such a worker that stands in between', { 'ring_worker.js': 'addEventListener("fetch",x)' }, ['ring_worker.js: stands between pages and the node']],
  ['code out of text', { 'assets/a-12345678.js': 'new Function("x")' }, ['assets/a-12345678.js: makes code out of text']],
])('%s', (_name, files, wanted) => {
  expect(faults(files)).toEqual(wanted)
})

test('integrity is of the file, and a file that is nowhere stops the build', () => {
  const html = '<script src="/desk/a.js"></script><link rel="icon" href="/desk/i.svg" />'
  const got = with_integrity(html, '/desk/', () => 'x()\n')
  expect(got).toBe('<script src="/desk/a.js" integrity="sha384-dQGyZa5/PJYWO5oJAlUVhEo1+dYaB/3oUehYV9CggKtiteYryPr/rV38eQmvCech"></script><link rel="icon" href="/desk/i.svg" />')
  expect(() => with_integrity(html, '/desk/', () => undefined)).toThrow('was not built')
})

test('the core is at most so large as it is sent', () => {
  expect(CORE_SENT_MAX).toBe(900_000)
  expect(faults_of_core(CORE_SENT_MAX - 1)).toEqual([])
  expect(faults_of_core(CORE_SENT_MAX)).toEqual([])
  expect(faults_of_core(CORE_SENT_MAX + 1)[0]).toContain('900001 bytes by Brotli, at most 900000')
  expect(sent_bytes(Buffer.alloc(100_000))).toBeLessThan(100)
})

test('a product without what browsers wake is none', () => {
  expect(lacks(['index.html', 'ring_worker.js'])).toEqual([])
  expect(lacks(['index.html', 'assets/ring_worker.js-12345678.js'])).toEqual(['ring_worker.js: was not built'])
})
