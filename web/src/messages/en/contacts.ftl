nav-contacts = Contacts
nav-soundings = Soundings
contact-propose = Propose a contact
contact-enter = Enter what happened elsewhere
contacts-none = There is no contact yet, and none is proposed.
contacts-running = Running now
contacts-ours =
    { $count ->
        [one] Waits for your side: { $count } contact
       *[other] Waits for your side: { $count } contacts
    }
contacts-agreed = Agreed
contacts-theirs = Waits for the other side
contacts-past = Past, or given up
contacts-reported = Only heard of: { $count }
contacts-reported-means = Nobody signed these, and nothing is agreed by them.
contact-proposed-by = Proposed by

when-side-day = { $day }, { $time } in { $side } ({ $zone })
when-side = { $time } in { $side } ({ $zone })
when-between = {", "}

contact-when = When
contact-no-date = No date stands.
contact-awaited-ours = { $other } waits for your answer
contact-awaited-theirs = You wait for { $other }
contact-awaited-both = Each side waits for the other
contact-awaited-nobody = Nobody’s answer is awaited
contact-answer-until = The offer stands until { $time } on { $day }, { $side } time. After that nobody can accept it.
contact-amendment = What would change: these terms instead of the agreed ones

contact-accept = Accept
contact-confirm-outside = Confirm that it was held
contact-counter = Answer with other terms
contact-amend = Propose a change
contact-decline = Decline
contact-withdraw = Withdraw the offer
contact-postpone = Take it off its date
contact-cancel = Cancel the contact

contact-to-duty = To the staging board

contact-ask-accept = Accept these terms?
contact-ask-confirm-outside = Confirm that it was held elsewhere?
contact-ask-decline = Decline this offer?
contact-ask-withdraw = Withdraw your offer?
contact-ask-postpone = Take the contact off its date?
contact-ask-cancel = Cancel the contact?

contact-sign-accept = Sign and accept
contact-sign-confirm-outside = Sign and confirm
contact-sign-decline = Decline
contact-sign-withdraw = Withdraw
contact-sign-postpone = Postpone
contact-sign-cancel = Cancel the contact

contact-means-accept = With your signature this is agreed between both sides. { $other } can’t change it without you.
contact-means-amend = With your signature these terms take the place of what is agreed now. { $other } can’t change them without you.
contact-means-confirm-outside = You say that this took place as { $other } entered it. Then both sides’ word stands for it.
contact-means-decline = { $other } is told at once. It may offer other terms; this offer can’t be accepted any more.
contact-means-withdraw = { $other } is told at once, and can’t accept the offer any more. What was agreed before stays agreed.
contact-means-postpone = { $other } is told at once. The contact stays, without a date, until both sides agree on a new one.
contact-means-cancel = { $other } is told at once. The contact won’t take place, and can’t be brought back; you can propose another.
contact-amendment-agenda = What it changes in the agenda isn’t shown here: only what stands is.
contact-amendment-unread = This device sees the new time alone, not what else changes. Look at the whole offer before you sign.
contact-reason = Reason, if you give one
contact-reason-means = The leadership of both sides reads it, and nobody else. { $other } keeps it.

contact-done-accept = Accepted. Both signatures stand.
contact-done-confirm-outside = Confirmed.
contact-done-decline = Declined. The other side is told.
contact-done-withdraw = The offer is withdrawn.
contact-done-postpone = Postponed. A new date is to be agreed.
contact-done-cancel = The contact is cancelled. The other side is told.

contact-terms = Terms
contact-terms-new = What would change
contact-terms-sealed = The other terms aren’t sealed to this device.
term-medium = Medium
term-public-part = Public part
term-duration = Length
term-proposed-by = Proposed by
term-initiative = Initiative
term-languages = Languages
term-format = Interpreters
term-voice-depth = Voice on bad links
medium-means-phone-call = Phone call: voice alone, no picture can be sent
medium-means-videoconference = Videoconference: voice and picture
public-part-none = No public part: nobody but the participants hears or sees any of it.
public-part-opening = Public opening: the press sees and hears the beginning; then it is closed to them.
initiative-unstated = Nobody’s in particular: none is named
initiative-proposer = The side that proposes
initiative-recipient = The side that is asked
initiative-mutual = Of both sides
initiative-of-side = is said to have taken it
languages-unsaid = None named
format-no-interpreters = No interpreters
format-consecutive = Consecutive: speech, then interpretation
voice-depth =
    { $depth ->
        [2] Each piece of voice is sent twice more: usual
       *[other] Each piece of voice is sent { $depth } times more: for bad links
    }

agenda = Agenda
agenda-empty = No items.
agenda-sealed = The agenda isn’t sealed to this device. Leadership and its aides read it.
item-open = Open
item-closed = Closed
item-carried = Carried over from an earlier contact
participants = Who takes part

contact-call = The call itself
contact-attested-both = Both sides’ nodes say the same of it.
contact-attested-one = So far this is one node’s word.
contact-attested = { $side }: from { $from } to { $to }
end-reason-hung-up = It was ended by hanging up.
end-reason-aborted = It was aborted.
end-reason-line-lost = The line was lost.
end-reason-not-staffed = It wasn’t staffed.

thread = What was said, in its order
thread-clocks = By the clocks of both nodes, which may differ by seconds. What counts is the order in the logs.
reports-sealed =
    { $count ->
        [one] { $count } report about it isn’t sealed to this device.
       *[other] { $count } reports about it aren’t sealed to this device.
    }

act-propose = proposes
act-counter = offers other terms
act-accept = accepts
act-decline = declines
act-withdraw = withdraws its offer
act-cancel = cancels the contact
act-postpone = takes the contact off its date
act-held-outside = enters it as held elsewhere
act-confirm-outside = confirms that it was held elsewhere
act-grant = hands on a key
act-confirm-stage = has its duty officer ready
act-abort = aborts
act-announce-release = releases a text
act-call-now = asks for a call at once
act-take-call = takes the call
act-call-started = notes that the call began
act-call-ended = notes that the call ended
act-unknown = does something that this page doesn’t know
act-attested = A node’s word, signed by no person

state-sent = Sent. { $side }’s log doesn’t show it yet.
state-held = Held by { $side }: its log shows it.
state-accepted = Accepted at the time; newer terms took its place.
state-agreed = Agreed: both signatures stand under it.
state-declined = Declined.
state-withdrawn = Withdrawn.
state-superseded = Newer terms took its place.
state-expired = Expired unanswered.
state-without-effect = Without effect

reported = Reported, not signed
reported-date = Named: { $time } on { $day } ({ $zone })
reported-told-by = Told by
reported-heard = {", "}heard { $day }, { $time }
reported-act-proposal = is said to propose
reported-act-acceptance = is said to accept
reported-act-decline = is said to decline
reported-act-postponement = is said to postpone
reported-act-cancellation = is said to cancel
reported-act-paper = is said to have handed over a paper
reported-act-round-date = is said to have named a date for a round
reported-act-head-of-delegation = is said to have named the head of its delegation
reported-act-other = is said to have done something else
read-back-carried = Open items of an earlier contact: { $from }
read-back-person = { $name }, { $role }, { $side }
read-back-answer-by = Answer wanted by
