# Both capitals' hours of rest and holidays.
nav-capitals = Capitals
capitals-mean = What is kept here is marked on every bar of days of your side, and told in words. It is information and forbids nothing; the other side learns nothing of it.
capitals-other = The other side’s capital
capitals-of-zone = { $side }, { $zone }
capitals-rest = Hours of rest
capitals-rest-none = None are kept: bars show the usual ones, 22:00 to 07:00.
capitals-rest-stand = By this capital’s own clocks; over midnight where they end before they begin.
capitals-rest-from = From
capitals-rest-until = Until
capitals-rest-keep = Keep the hours
capitals-rest-forget = Forget the hours
capitals-time = Name a time of day.
capitals-same = They end when they begin; choose another time.
capitals-rest-kept = Hours of rest are kept.
capitals-rest-forgotten = Hours of rest are forgotten.
capitals-holidays = Holidays
capitals-holidays-none = None are kept. An embassy, a ministry or a calendar service has such a file: iCalendar, with whole days.
capitals-holidays-stand = { $count ->
    [one] One holiday is kept; one that comes every year counts once.
   *[other] { $count } holidays are kept; one that comes every year counts once.
}
capitals-holidays-file = Choose a calendar file…
capitals-holidays-forget = Forget the holidays
capitals-holidays-kept = Holidays are kept.
capitals-holidays-forgotten = Holidays are forgotten.
