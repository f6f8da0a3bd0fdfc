# The duty desk.
nav-duty = Duty desk
duty-parts = Parts of the duty desk
duty-board = Staging board
duty-order-wire = Order wire
duty-shifts = Shifts and hand-over
duty-words = Words
duty-nothing = No contact begins in the next hours, and none is on the line.
side-ours = (ours)
side-theirs = (theirs)

staging-public-none = No public part: nobody outside the agreed list is let in.
staging-public-opening = Opens with a public part before the press.
staging-missing = Still missing
lack-not-agreed = Both sides’ agreement. The contact isn’t agreed; its page says whose word is awaited.
lack-line-down =
    { $reason ->
        [none] The line to { $side } is interrupted. Call the other side by the numbers of the call sheet.
       *[other] The line to { $side } is interrupted ({ $reason }). Call the other side by the numbers of the call sheet.
    }
lack-clocks-apart = The clocks of both nodes are more than five minutes apart. The administrators set them before anything goes on.
lack-early = It begins in more than an hour. Confirm shortly before, when you have seen that everybody is there.
lack-own-confirmation = Your confirmation.
lack-their-confirmation = The confirmation of { $side }’s duty officer.

staging-confirm = Confirm: our principal may be called
staging-confirm-means = Both principals are rung once { $side } has confirmed too. Before that, nobody rings.
staging-careful = Confirm although something is missing?
staging-confirm-anyway = Confirm all the same
staging-confirmed = You confirmed for our side
staging-blocked = It can’t be confirmed yet. See to what is missing above.
staging-wait = You confirmed. Waiting for { $side }’s duty officer; then both principals are rung.
staging-called = Both sides confirmed: the principals are being called. There is nothing to press.
staging-called-again = Both sides confirmed. Your principal didn’t answer or said not now: you can ring again below.
staging-called-left = Both sides confirmed. Your principal was in the call and left: you can ring again below.
staging-called-closed = Both sides confirmed. No page of your principal is open: you can call their browser below.
ring-again = Ring again
ring-again-done = Your principal is rung again
ring-again-theirs = Only { $side }’s duty officer can ring their principal again. Ask there:
ring-closed-pages = Call their closed browser
ring-closed-pages-mean = It shows a notice where your principal turned on being rung with the page closed. Otherwise reach them by other ways.
fault-next-rings-already = Wait until it is answered, declined, or over after a minute.
fault-cause-ring-answered = Your principal is in the call.
fault-next-ring-answered = There is nothing to press.
fault-cause-nobody-to-ring = No page or terminal of your principal waits to be rung, and no browser can be called.
fault-next-nobody-to-ring = Reach your principal by other ways, and have the desk opened there.
staging-running = On the line since

staging-duty-officer = Duty officer
staging-unconfirmed = Not confirmed yet
staging-has-confirmed = Confirmed

staging-line = Line
staging-line-state = State
staging-line-up = Open
staging-line-down = Interrupted

staging-abort = Abort…
staging-abort-title = Abort this contact?
staging-abort-verb = Abort
staging-abort-means = Staging ends for both sides, and nobody is rung. To go on, both duty officers confirm anew.
staging-abort-means-running = The call ends for everybody at once, in mid-sentence. Both sides are told that your side aborted it.
staging-aborted = Aborted

call-now-ask = Ask for a call now
call-now-title = Ask { $side } for a call now
call-now-means = { $side }’s duty officer is asked to take it. If nobody does in time, it lapses. Once it is taken, both duty officers stage it as always.
call-now-within = The call begins within
call-now-format = Interpreting
format-of-talk-no-interpreters = Without interpreters
format-of-talk-consecutive = Consecutive, one after the other
call-now-asked = { $side } is asked for a call
call-now-theirs = { $side } asks for a call now. It lapses { $left }.
call-now-take = Take the call for our side
call-now-take-means = Taking it says that our side is willing. Our principal isn’t rung before you confirm as well.
call-now-ours = We asked { $side } for a call. Their duty officer hasn’t taken it yet; it lapses { $left }.

order-wire-means = Service messages between you and { $side }’s duty officer. Leadership doesn’t read them.
order-wire-empty = Nothing was written yet.
order-wire-words = To { $side }’s duty officer
order-wire-send = Send
order-wire-sent = Sent on the order wire

shifts-now = On duty now
shifts-nobody = Nobody is on duty by the list. A FLASH sounds at every duty officer at once.
shifts-order = A FLASH is sounded at them in this order, one more after each minute.
shifts-next = Next:
shifts-gap = Nobody is on duty from
shift-list = Shift list
shift-list-empty = No shifts are set. A FLASH sounds at every duty officer at once.
shift-person = Duty officer
shift-from = From
shift-until = Until
shift-on = On duty
shift-on-now = Now
shift-change = Change
shift-remove = Take off
shift-remove-of = Take off: shift of { $person }
shift-remove-ask = Take this shift off the list?
shift-add = Add a shift
shift-add-do = Add it to the list
shift-added = The shift is on the list
shift-lacks-person = Choose the duty officer.
shift-lacks-from = Say when the shift begins.
shift-lacks-until = Say when it ends.
shift-lacks-order = It ends before it begins: choose a later end.
fault-cause-shifts-changed = Another duty officer changed the shift list meanwhile. Your change isn’t in it.
fault-next-shifts-changed = Look at the list as it stands now, and make your change again.
choose = Choose

words-how = Speak with the other duty officer on a line whose voice you know. Read our words aloud, in their order; then let the other officer read theirs, and follow here.
words-ours = Read aloud: words of { $side }
words-theirs = Follow: words of { $side }
words-no-line = No other side is paired yet.
line-words-differ = If one word differs, confirm nothing and tell the security officer at once: somebody stands between both sides.
words-call = The six words of a call are others. The people in the call compare those, on its own screen.

moment-day = { $label }: day in { $side }
moment-hour = Time
moment-twice-first = The clocks show it twice; the first is meant.
moment-twice-later = The clocks show it twice; the later one is meant, so that nothing is out too early.
moment-never = The clocks of { $side } never show this time.
