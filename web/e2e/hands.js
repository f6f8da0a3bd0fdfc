// Somebody who has a keyboard and nothing else.
import assert from 'node:assert/strict'

const STEPS_MAX = 150
const KEPT_MS_MAX = 3_000
const SHOWN_MS_MAX = 20_000

/** @typedef {{ name: string, lost: boolean, seen: boolean }} Focus */

export class Hands {
  /** What was wrong with the focus on the way. @type {string[]} */
  wrong = []

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page
    page.setDefaultTimeout(SHOWN_MS_MAX)
  }

  /** A key, and the focus is somewhere after it. @param {string} key @param {string} what for the report */
  async press(key, what = key) {
    await this.page.keyboard.press(key)
    await this.has_focus(what)
  }

  /** Something has the focus, at once or soon. @param {string} what for the report */
  async has_focus(what) {
    for (const give_up = Date.now() + KEPT_MS_MAX; (await this.focus()).lost; ) {
      if (Date.now() > give_up) return void this.wrong.push(`${what}: the focus is nowhere afterwards`)
    }
  }

  /** Goes on by Tab until what has the focus is called so. @param {RegExp} name */
  async tab_to(name) {
    const passed = []
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const focus = await this.focus()
      if (!focus.lost && name.test(focus.name)) {
        if (!focus.seen) this.wrong.push(`nothing shows that “${focus.name}” has the focus`)
        return
      }
      passed.push(focus.name.slice(0, 30))
      await this.page.keyboard.press('Tab')
    }
    assert.fail(`${String(name)} is never reached by Tab: ${[...new Set(passed)].join(' | ')}`)
  }

  /** @param {RegExp} name @param {string} key */
  async use(name, key = 'Enter') {
    await this.tab_to(name)
    await this.press(key, String(name))
  }

  /** From a list that opens. @param {RegExp} field @param {RegExp} option */
  async choose(field, option) {
    await this.use(field)
    await this.page.getByRole('listbox').waitFor()
    for (let step = 0; step < STEPS_MAX && !option.test((await this.focus()).name); step += 1) await this.page.keyboard.press('ArrowDown')
    await this.press('Enter', `${String(option)} chosen`)
    await this.page.getByRole('listbox').waitFor({ state: 'detached' })
  }

  /** Into the field that is called so. @param {RegExp} name @param {string} words */
  async type(name, words) {
    await this.tab_to(name)
    await this.page.keyboard.type(words)
  }

  /** Waits for what a person would see, and looks whether the focus is anywhere. @param {RegExp | string} text */
  async see(text) {
    await this.page.getByText(text).first().waitFor()
  }

  /** @returns {Promise<Focus>} */
  async focus() {
    return await this.page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return { name: '', lost: true, seen: false }
      const label = element.closest('label')
      /** @param {Element | null} one */
      const outlined = (one) => one !== null && getComputedStyle(one).outlineStyle !== 'none' && Number.parseFloat(getComputedStyle(one).outlineWidth) >= 2
      const labelled = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '')
      const of_field = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? [...(element.labels ?? [])].map((one) => one.textContent) : []
      // A dialog that has the focus is called as what it asks for.
      if (element.matches('[role=dialog], [role=alertdialog]')) return { name: '', lost: false, seen: true }
      const names = [[element.getAttribute('aria-label') ?? '', ...labelled], of_field, [element.textContent]].map((all) => all.join(' ').replaceAll(/\s+/gu, ' ').trim())
      return { name: names.find((one) => one !== '') ?? '', lost: false, seen: outlined(element) || outlined(label) || element.tabIndex < 0 }
    })
  }
}
