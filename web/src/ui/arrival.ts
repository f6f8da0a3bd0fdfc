/** Whether anybody has gone from one page to another in this visit: only then does a new page take the focus. */
let moved = false

export function mark_move(): void {
  moved = true
}

export function has_moved(): boolean {
  return moved
}
