// Walks a page by Tab alone: everything that can be used is reached, in its order, and is seen to have the focus.

/** More than any page has. */
const STEPS_MAX = 200
/** Out of the page, in again at its head, and to what was first. */
const STEPS_TO_GO_ROUND = 3

/**
 * @typedef {{ at: number, what: string, seen: boolean, inside: boolean }} Stop
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} what is wrong
 */
export async function walk(page) {
  const expected = await page.evaluate(number_all)
  await page.evaluate(note_stops)
  const keys = await page.context().newCDPSession(page)
  /** @type {Stop[]} */
  const stops = []
  const at_once = expected.length + STEPS_TO_GO_ROUND
  for (let step = 0; step < STEPS_MAX && !went_round(stops); step += at_once) {
    await press_tab(keys, at_once)
    stops.splice(0, stops.length, ...(await page.evaluate(noted_stops)))
  }
  await keys.detach()
  return faults_of(expected, once_round(stops))
}

/**
 * Each key's release says that the page has done with it; nobody waits for that before the next.
 * @param {import('playwright-core').CDPSession} keys @param {number} times
 */
async function press_tab(keys, times) {
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }
  const sent = []
  for (let at = 0; at < times; at += 1) {
    sent.push(keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key }), keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key }))
  }
  await Promise.all(sent)
}

/** @param {Stop[]} stops */
function went_round(stops) {
  return once_round(stops).length < stops.length
}

/** Up to where one comes for the second time. @param {Stop[]} stops */
function once_round(stops) {
  const again = stops.findIndex(({ at }, index) => stops.findIndex((one) => one.at === at) < index)
  return again === -1 ? stops : stops.slice(0, again)
}

/**
 * @param {{ at: number, what: string }[]} expected
 * @param {Stop[]} stops
 */
export function faults_of(expected, stops) {
  /** @type {string[]} */
  const wrong = []
  const reached = new Set(stops.map(({ at }) => at))
  for (const { at, what } of expected) if (!reached.has(at)) wrong.push(`Tab never reaches ${what}`)
  // A dialog may begin in its middle: from there it goes round once.
  const order = stops.map(({ at }) => at)
  const back = order.filter((at, index) => index > 0 && at < (order[index - 1] ?? at)).length
  if (back > 1) wrong.push(`Tab jumps about: ${stops.map(({ what }) => what).join(' → ')}`)
  for (const { what, seen, inside } of stops) {
    if (!seen) wrong.push(`nothing shows that ${what} has the focus`)
    if (!inside) wrong.push(`${what} has the focus and is out of sight`)
  }
  return wrong
}

/** In the page: numbers all that can be used, in the order of the document. */
function number_all() {
  const USABLE = 'a[href], button, input, select, textarea, summary, [tabindex]'
  const dialogs = document.querySelectorAll('[role=dialog], [role=alertdialog]')
  const root = dialogs[dialogs.length - 1] ?? document.body
  const groups = new Set()
  let at = 0
  const found = []
  for (const element of root.querySelectorAll(USABLE)) {
    if (!(element instanceof HTMLElement) || element.tabIndex < 0 || element.matches(':disabled')) continue
    if (element.closest('[inert], [aria-hidden=true]') !== null || !element.checkVisibility()) continue
    // What react-aria puts around overlays for screen readers to close them.
    if (element.dataset['focusScopeStart'] !== undefined || element.closest('[data-react-aria-prevent-focus]') !== null) continue
    // One stop for a group of radios: the chosen one, or the first.
    if (element instanceof HTMLInputElement && element.type === 'radio') {
      const all = [...root.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)]
      if (groups.has(element.name)) continue
      groups.add(element.name)
      const stop = all.find((one) => one instanceof HTMLInputElement && one.checked) ?? element
      stop.setAttribute('data-walk', String(at))
    } else element.setAttribute('data-walk', String(at))
    const name = element.getAttribute('aria-label') ?? (element.textContent.trim() || element.closest('label')?.textContent.trim())
    found.push({ at, what: `${element.tagName.toLowerCase()} “${(name ?? '').slice(0, 40)}”` })
    at += 1
  }
  return found
}

/** In the page: notes, with every Tab, what has the focus and whether it shows. */
function note_stops() {
  const here = /** @type {Window & typeof globalThis & { stops?: Stop[] }} */ (window)
  const is_first = here.stops === undefined
  here.stops = []
  if (!is_first) return

  /** @param {Element} one */
  const is_outlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  }
  /** @type {Element | null} */
  let last = null
  const note = () => {
    const element = document.activeElement
    // On its way out of the page a key is released before the focus has gone: that is no second visit.
    if (element === last) return
    last = element
    // Out of the page; the next Tab goes in again at its head.
    if (!(element instanceof HTMLElement) || element === document.body) return
    // Inputs of checkboxes and radios are hidden: their label shows the focus.
    const label = element.closest('label')
    const seen = is_outlined(element) || (label !== null && is_outlined(label))
    const box = (label ?? element).getBoundingClientRect()
    const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0
    const number = element.dataset['walk']
    const name = element.getAttribute('aria-label') ?? (element.textContent.trim() || label?.textContent.trim())
    here.stops?.push({ at: number === undefined ? -1 : Number(number), what: `${element.tagName.toLowerCase()} “${(name ?? '').slice(0, 40)}”`, seen, inside })
  }
  window.addEventListener('keyup', note, { capture: true })
}

/** In the page. */
function noted_stops() {
  return /** @type {Window & typeof globalThis & { stops?: Stop[] }} */ (window).stops ?? []
}
