/** What of a track doesn't fit together: the core says what collides as data; the timeline has what each is called. */
import type { NamedSubject, ShownConflict } from '../../core/generated/views'

/** What a conflict is about, in the order in which a sentence names it. */
export function named_in(conflict: ShownConflict): (NamedSubject | null)[] {
  switch (conflict.kind) {
    case 'order':
      return [conflict.first, conflict.second]
    case 'date':
      return [conflict.one, conflict.other]
    case 'circle':
      return conflict.all
    case 'person':
      return [conflict.other]
    case 'holiday':
      return []
  }
}
