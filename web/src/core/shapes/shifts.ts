/** Who is on duty, and when. */
export type { ShiftListView, ShiftView } from '../generated/views'
