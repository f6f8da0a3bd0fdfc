// What the other side could write to make a page do something: each string would leave a mark in `__ran`, ask a
// dialog, fetch something, or turn what stands beside it around. All of it has to be shown as it is.

const MARK = '__ran.push(1)'

/** Within one line. */
export const HOSTILE = [
  // Elements that run.
  `<script>${MARK}</script>`,
  `</script><script>${MARK}//`,
  `<ScRiPt >${MARK}</sCrIpT >`,
  `<script src=/desk/__ran.js></script>`,
  `<scr<script>ipt>${MARK}</scr</script>ipt>`,
  // Attributes that run.
  `<img src=/x onerror=${MARK}>`,
  `<img/src='/x'/onerror='${MARK}'>`,
  `"><img src=x onerror="${MARK}">`,
  `' autofocus onfocus=${MARK} x='`,
  `" onmouseover="${MARK}" x="`,
  `<body onload=${MARK}>`,
  `<details open ontoggle=${MARK}><summary>more</summary></details>`,
  `<input autofocus onfocus=${MARK}>`,
  `<video><source onerror=${MARK}></video>`,
  `<div style="animation:x 1s" onanimationstart=${MARK}>`,
  // Foreign elements.
  `<svg onload=${MARK}>`,
  `<svg><script>${MARK}</script></svg>`,
  `<svg><animate attributeName=href values=javascript:${MARK} /><a href=x><text y=9>here</text></a></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${MARK}>`,
  // Addresses.
  `<a href="javascript:${MARK}">press here</a>`,
  `javascript:${MARK}`,
  `JaVaScRiPt&colon;${MARK}`,
  `data:text/html,<script>${MARK}</script>`,
  `<base href="//elsewhere.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${MARK}">`,
  `<iframe srcdoc="<script>parent.${MARK}</script>"></iframe>`,
  `<object data="data:text/html,<script>${MARK}</script>"></object>`,
  `<form action="//elsewhere.example/"><button>Confirm</button></form>`,
  // Style.
  `<style>*{display:none!important}</style>`,
  `<link rel=stylesheet href="//elsewhere.example/x.css">`,
  `x" style="position:fixed;inset:0;background:url(//elsewhere.example/x)`,
  `expression(${MARK})`,
  // Templates, formats, messages.
  `{{constructor.constructor('${MARK}')()}}`,
  `\${${MARK}} #{${MARK}} <%= ${MARK} %> { $start -> [one] ${MARK} }`,
  `[click](javascript:${MARK}) ![x](x "onerror=${MARK}")`,
  `%3Cscript%3E${MARK}%3C/script%3E &lt;script&gt;${MARK}&lt;/script&gt; &#60;img src=x onerror=${MARK}&#62;`,
  // Markup that doesn't end.
  `<!-- <![CDATA[ <textarea> <title> <xmp> <plaintext>`,
  `]]> --> ?> </bdi></p></div></main>`,
  `<b title="unclosed`,
  // Signs.
  `\u202Egnp.etuonnA\u202C \u2067turned\u2069 \u061C\u200F\u2068open`,
  `z\u200Be\u200Dr\uFEFFo \u00ADwidth \u2028and\u2029 lines`,
  `Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358a\u0359l\u035Ag\u035Bo`,
  `\uFFFD\u2400%00\\0\\u0000 \uDBFF\uDFFF`,
  `'; DROP TABLE records; -- \\" \\' \` \${}`,
]

/** One text with all of them. */
export const ONE_LINE = HOSTILE.join(' ')

/** Over many lines, and longer than any page is wide. */
export const LONG = `${HOSTILE.join('\n')}\n${'W'.repeat(3_000)}\n${HOSTILE.map((one) => one.repeat(2)).join('\n').slice(0, 4_000)}`

/** How a document shows it: what is white is one space. @param {string} text */
export const as_shown = (text) => text.replaceAll(/\s+/gu, ' ').trim()
