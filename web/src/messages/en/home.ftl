next-contact = Next: { $medium }
next-contact-when = { $away }, for { $lasting }
no-next-contact = No contact is agreed
confirmed-by = Duty officer ready:
nothing-waits = Nothing waits for your side, and nothing for the other side.
nothing-waits-you = Nothing waits for you now.
overdue = Overdue
due = Due

group-overdue =
    { $count ->
        [one] Overdue: { $count } matter
       *[other] Overdue: { $count } matters
    }
group-due =
    { $count ->
        [one] Due within a day: { $count } matter
       *[other] Due within a day: { $count } matters
    }
group-open =
    { $count ->
        [one] Open: { $count } matter
       *[other] Open: { $count } matters
    }
group-colleague =
    { $count ->
        [one] Waits for others of your side: { $count } matter
       *[other] Wait for others of your side: { $count } matters
    }
group-theirs =
    { $count ->
        [one] Waits for the other side: { $count } matter
       *[other] Wait for the other side: { $count } matters
    }

todo-answer = Accept, counter or decline
todo-offer-anew = Offer anew: the offer expired unanswered
todo-new-date = Propose a new date
todo-confirm-outside = Confirm what was held elsewhere
todo-join-track = Join the track
todo-review = Look again at agenda and mandate: a contact that may affect it is over
todo-name-delegation = Name the delegation
todo-reply = Reply
todo-acknowledge = Acknowledge
todo-lodge = Lodge the paper
todo-reveal = Reveal the paper
todo-object-or-not = Object, or stay silent
todo-prove-silence = Ask about the silence: consent isn’t proved
todo-release = Release
todo-close-track = Close the track, or go on
todo-approve = Approve
todo-do = Do what was given you
todo-release-approved = Release it: it is approved
todo-others-approve = Has to be approved by somebody else
todo-write-readout = Write the readout: the contact is over, and your side has put out none
todo-compare-sides = Compare: the other side says something else in public
todo-send = Send it: it is approved
todo-write-record = Write the record: the contact is over, and there is none yet
todo-fill-shift = Nobody is on duty from then on: enter a shift
todo-renew = Renew accreditations before they end
noun-shifts = Shifts of duty officers
noun-accreditations = Devices of your side
home-sit-down = It begins within minutes. Stay on this page: the button to join stands here as soon as both duty officers have confirmed.
home-stage = See that all is there, and confirm
home-see-rings = See how the principals are being called

principal-next = { $medium } { $away }
principal-will-ring = You will be rung. There is nothing to do until then.
principal-join = Take the call
principal-check-sound = Check microphone and sound
principal-line-up = The line with { $side } is open
principal-line-down = The line with { $side } is interrupted. It is being seen to.
principal-unreached = You can’t be rung here now: your node does not answer
principal-unreached-do = This page tries again by itself. If it stays so for a minute, call your duty officer by telephone.
principal-now = Now
