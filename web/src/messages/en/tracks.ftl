# Tracks and rounds.
act-done = Signed and sent.
nav-tracks = Tracks
tracks-none = There is no track yet.
track-found = Open a track
track-found-ask = Open a track?
track-found-means = The leadership of the other side reads its title at once, and may join. A track binds nobody: it orders contacts and rounds.
track-title = Title
track-untitled = A track sealed to others
track-standing = Where the track stands
track-is-closed = Closed by both sides
track-is-joined = Open for both sides
track-is-alone = Opened by one side so far
track-counts =
    { $subjects ->
        [one] { $subjects } contact or round
       *[other] { $subjects } contacts and rounds
    }, { $open ->
        [0] nothing waits in it
        [one] { $open } matter waits in it
       *[other] { $open } matters wait in it
    }
track-opened-by = Opened by
track-closed-by = has closed it for itself.
track-conflicts = This doesn’t fit together
track-conflict-order = { $first } isn’t over before { $second } begins.
track-conflict-date = { $first } and { $second } are at the same time.
track-conflict-circle = Each of these would have to come before the next: { $all }.
track-conflict-person = { $person } takes part in { $first } then.
track-conflict-holiday = { $side }: { $holiday }
track-join = Join the track
track-join-ask = Join this track?
track-join-means = { $other } opened it. With your signature it is the track of both sides. It binds you to nothing in it.
track-close = Close the track
track-close-ask = Close the track for your side?
track-close-means = { $other } is told. What was agreed in it stays agreed; contacts and rounds that are still to come take place. It can’t be opened again.
track-aims = What each side says it wants
aim-none = No aim is declared.
aim-sealed = Declared, but not sealed to this device.
aim-declare = Declare your aim
aim-declare-anew = Declare your aim anew
aim-ask = Declare this aim?
aim-means = The leadership of { $other } reads it at once. What you said before stays in the record.
aim-words = Your side’s aim, in its own words

timeline = In the order of time
date-fixed = Fixed date
date-movable = Date can be moved
date-fixed-means = There is no other date: only both sides together move it.
link-precedes = Must be over before this begins:
link-follows = Can begin only once this is over:
link-affects = Its outcome may affect:
link-affected = May be affected by the outcome of:
link-elsewhere = something outside this track
link-by = said by
link-reviewed = Looked at again since.
link-review-asked = Look again: what may affect it is over
link-review = We have looked at it again
link-review-ask = Say that you have looked at it again?
link-review-means = { $other } sees that agenda and mandate were looked at anew. It changes neither.
link-undo = Take this tie back
link-undo-ask = Take this tie back?
link-undo-means = { $other } is told. Nothing else changes.
link-make = Take something in, or tie two things
link-kind = What you say
link-kind-holds = This belongs to the track
link-kind-must-precede = One must be over before the other begins
link-kind-may-affect = The outcome of one may affect the other
link-first = First
link-second = Second
link-choose = Choose
link-option = { $what }, { $day }
no-date = no date
link-incomplete = Choose what is meant; two different things where two are tied.
link-sign = Sign and say so
link-ask = Say so in the name of your side?
link-means-holds = It stands in the track for both sides.
link-means-must-precede = Both sides are told before they agree on dates that break this order. It forbids nothing.
link-means-may-affect = Once the first is over, both sides are asked to look at the second again. It changes nothing by itself.

round-when = When and where
round-sealed = Its terms aren’t sealed to this device.
round-of-track = The track that it belongs to
round-dates-at = { $place }: { $dates }
round-on-a-day = { $day }, { $from } to { $to } ({ $zone })
round-over-days = { $day }, { $from } to { $last_day }, { $to } ({ $zone })
round-place = Place
round-format = Format
round-format-bilateral = Bilateral
round-format-multilateral = Multilateral
round-format-restricted = Restricted: few people
round-format-expanded = Expanded: whole delegations
round-format-tete-a-tete = Tête-à-tête
sessions = Sessions, by the place’s time
delegations = Delegations
delegation-unnamed = Not named yet
delegation-head = Led by
delegation-before = Before, by
delegation-name = Name your delegation
delegation-change = Change your delegation
delegation-head-name = Who leads it
delegation-office = Office
delegation-member = Member { $number }
delegation-incomplete = Name who leads it, and everybody whom you add.
delegation-sign = Sign and name it
delegation-ask = Name this delegation?
delegation-means = The leadership of { $other } reads it at once. You can change it later; what it was before stays in the record.
round-cancel = Cancel the round
round-ask-postpone = Take the round off its date?
round-ask-cancel = Cancel the round?
round-means-postpone = { $other } is told at once. The round stays, without a date, until both sides agree on a new one.
round-means-cancel = { $other } is told at once. The round won’t take place, and can’t be brought back.
