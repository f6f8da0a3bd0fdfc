/** Holidays and hours of rest, as far as the own side keeps them. */
export interface CalendarsView {
  calendars: CalendarView[]
}

export interface CalendarView {
  side: string
  /** `22:00-07:00`, as clocks there show it. */
  rest_hours: string | null
  holidays: HolidayView[]
}

export interface HolidayView {
  /** `2022-01-01`. */
  date: string
  name: string
}
