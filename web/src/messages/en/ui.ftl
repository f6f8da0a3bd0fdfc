# The kit: what stands on every page.
page-title = { $page } · Détente
again = Try again
close = Close
go-back = Go back
loading = Loading…
colon = {": "}
announcements = Announcements
skip-to-content = Skip to the content

error-headline = This did not work
error-next = What to do: { $next }
error-code = Code

clocks = Time in both capitals
clock-day = { $day }, { $offset }
day-same = the same day
day-after = the day after
day-before = the day before
days-after = { $days } days later
days-before = { $days } days earlier
time-in = in
times-between = {"; "}
time-by-browser = by this browser’s clock
clock-browser = This browser
time-day-utc = { $day } ({ $offset })
time-day = { $day } ({ $zone }, { $offset })
time-day-stands = { $day }, { $stands } ({ $zone }, { $offset })
time-words = { $time } on { $day } in { $side }

day-bar-held = held { $from } to { $to } on { $day }
day-bar-held-over = held { $from } on { $day } to { $to } on { $until_day }
day-bar-rest = hours of rest { $from } to { $to }
day-bar-in-rest = within hours of rest, { $from } to { $to }
day-bar-rest-usual = usual hours of rest { $from } to { $to }
day-bar-in-rest-usual = within usual hours of rest, { $from } to { $to }
day-bar-holiday = { $name } on { $day }

keys-title = Keys of this page
keys-show = List the keys
keys-letters = Single letters are shortcuts
keys-everywhere = Everywhere: Tab goes on, Shift and Tab back, Enter presses, Escape closes.
key-space = Space
key-go-to = Go to: { $place }
hard-rest = This is { $time } in { $side }, within its hours of rest.
hard-rest-usual = This is { $time } in { $side }, within the usual hours of rest, { $from } to { $to }.
hard-rest-into = It goes on into the hours of rest of { $side }, which begin there at { $time }.
hard-rest-into-usual = It goes on into the usual hours of rest in { $side }, which begin there at { $time }.
hard-holiday = { $day } is a holiday in { $side }: { $name }.
hard-clocks = Clocks in { $side } change between now and then: on { $day } from { $from } to { $to }. The time given for { $side } is by the changed clocks.
hard-clocks-during = Clocks in { $side } change while it lasts: on { $day } from { $from } to { $to }.
hard-hours-unknown = Hours of rest and holidays can’t be looked up now.

# On paper: what it is, which one, and how it stands.
print = Print
printed-reference = { $noun } { $id } · { $state }
