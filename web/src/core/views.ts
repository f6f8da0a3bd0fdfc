import type { AlarmsView, HomeView } from './generated/views'
import type { LineView } from './shapes/line'
import type { ContactViews } from './views_of_contacts'
import type { DeskViews } from './views_of_desks'
import type { InsideViews } from './views_inside'
import type { PaperViews } from './views_of_papers'
import type { TalkViews } from './views_of_talks'
import type { TrackViews } from './views_of_tracks'

/** What can be asked of the core. A feature adds a line here and its shape in `shapes/`, until that is generated. */
export interface Views extends ContactViews, DeskViews, InsideViews, PaperViews, TalkViews, TrackViews {
  alarms: { args: Record<string, never>; answer: AlarmsView }
  home: { args: Record<string, never>; answer: HomeView }
  line: { args: Record<string, never>; answer: LineView }
}
