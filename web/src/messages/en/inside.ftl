# What never leaves the own side: tasks, consultations, briefing cards, mandates, positions.
nav-inside = Within our side
inside-parts = Pages of what stays within our side
inside-of = Within { $side }
inside-of-means = None of this leaves your side. The other side and duty officers don’t see it.
you = you
colleague = { $who } · { $id }
colleague-me = { $who } (you)
about = About
about-what = What is it about?
about-own-matter = A matter of its own
entered-by = Entered by
entry-replaced = Another took its place
entry-public = Made public
problem-about = Choose what it is about.
problem-when = Give a day and a time.
todo-review-briefing = Review a briefing card
todo-approve-briefing = Approve a briefing card
todo-review-record = Review a record of contact
todo-approve-record = Approve a record of contact
todo-retain = Look at it: the day until which it was to be kept is over
todo-stage = Connect: confirm that everything is there
todo-release-promised = Write the readout that was promised
noun-briefing = Briefing card
noun-record = Record of contact
noun-message-draft = Draft of a message
noun-line-to-take = Line to take

tasks = Tasks
tasks-none = Nobody has been given anything to do.
tasks-all = All tasks
tasks-mine =
    { $count ->
        [one] Yours: { $count } task
       *[other] Yours: { $count } tasks
    }
tasks-others =
    { $count ->
        [one] Given to others: { $count } task
       *[other] Given to others: { $count } tasks
    }
tasks-settled =
    { $count ->
        [one] Done or dropped: { $count } task
       *[other] Done or dropped: { $count } tasks
    }
task-gone = This task is settled, or was given anew.
task-give = Give a task
task-sign = Give the task
task-given = The task is given.
task-text = What is to be done
task-owner = By whom
task-owner-means = Those to whom it is sealed: leadership, aides, interpreters, note-takers.
task-due = Due, if it is
task-for = For
task-open = To do
task-done = Done
task-dropped = Dropped
task-settle-done = It is done
task-settle-dropped = Drop it
task-ask-done = Is this done?
task-ask-dropped = Drop this task?
task-means-done = Your side sees that it is done. The task stays in its history.
task-means-dropped = Nobody has to do it any more. Your side sees that it was dropped.
problem-task-text = Say what is to be done.
problem-owner = Choose who is to do it.

consultations = Consultations
consultations-means = Whom your side asks within itself, and what they said. None of it leaves your side, unless an approved release says so.
consultations-none = Nobody has been asked.
consultations-planned =
    { $count ->
        [one] Asked, and not answered yet: { $count } consultation
       *[other] Asked, and not answered yet: { $count } consultations
    }
consultation-enter = Enter a consultation
consultation-answer = Enter what they said
consultation-sign = Enter it
consultation-entered = The consultation is entered.
consultation-body = Who is asked
consultation-body-means = Such as a ministry, a council, a department.
consultation-state = How it stands
consultation-choose-planned = It is planned
consultation-choose-held = It was held
consultation-choose-none = Expressly none: nobody meets
consultation-planned = Planned
consultation-held = Held
consultation-none = Expressly none
consultation-late = Its time is over: enter what they said
consultation-planned-at = Planned for
consultation-held-at = Held
consultation-when-planned = Answer expected
consultation-when-held = When it was held, if another time
consultation-question = What they are asked
consultation-said = What they said
consultation-why-none = Why none, if you say it
problem-body = Say who is asked.
problem-consultation-text = Say what they said.

cards = Briefing cards
cards-means = What a principal or aide has before the eyes in a contact, such as who sits at the other end. One person drafts, a second reviews, a third approves.
cards-none = There is no card.
cards-all = All cards
card-gone = This card isn’t here any more: another took its place.
card-untitled = Briefing card
card-draft = Draft
card-reviewed = Reviewed
card-approved = Approved
card-new = Draft a card
card-redraft = Write another in its place
card-sign = Keep the draft
card-drafted = The draft is kept.
card-title = Title
card-title-means = A person, or a question that may come up.
card-text = Words
card-text-means = Short: it is read while somebody speaks.
card-step-review = It waits for your review.
card-step-approve = It waits for your approval.
card-step-wait = Somebody else reviews or approves it.
card-do-review = Review
card-do-approve = Approve
card-ask-review = Say that you reviewed this card?
card-ask-approve = Approve this card?
card-means-review = Then a third person can approve it.
card-means-approve = It is shown as approved, beside its contact and in the call.
card-remarks = Remarks, if you have any
card-remarks-means = They stand below the card.
card-reviewed-by = Reviewed by
card-approved-by = Approved by
problem-card-title = Give it a title.

mandates = Mandates
mandates-means = What our delegation may agree to in a round, and what it takes home first. The other side never sees it.
mandates-none = No delegation has a mandate yet.
mandates-no-round = There is no round of talks yet: a mandate is for one.
mandates-that-stand =
    { $count ->
        [one] What our delegation may agree to: { $count } mandate
       *[other] What our delegations may agree to: { $count } mandates
    }
mandate-give = Give a mandate
mandate-change = Change the mandate
mandate-sign = Give it
mandate-given = The mandate is given.
mandate-round = Round
mandate-text = What is sought
mandate-may-agree = May agree to
mandate-refers = Takes home first
mandate-lines = One point a line.
problem-round = Choose the round.

coalitions = Coalitions
coalition = Coalition
coalitions-means = What others are said to hold, each with its source. It is hearsay, and looks like it; what is signed stands apart.
coalitions-none = No coalition is entered.
coalitions-all = All coalitions
coalition-gone = This entry isn’t here any more: a newer one took its place.
coalition-enter = Enter a coalition
coalition-sign = Enter it
coalition-entered = The coalition is entered.
coalition-name = Name
coalition-members = Members
coalition-members-means = One a line. What each of them holds is entered after this, with its source.
member-holds = { $member }: { $stance }
positions = What they are said to hold
positions-mean = Nobody signed any of it.
positions-earlier = How it was entered before
positions-until = Entered
position-enter = Enter what a member holds
position-sign = Enter it
position-entered = It is entered.
position-member = Member
position-stance = What it holds
position-words = Its own words, if they are known
position-heard = Heard
stance-in-favour = in favour
stance-against = against
stance-undecided = undecided
stance-own-words = in its own words
stance-not-known = not known
common-line = Common answer
common-line-enter = Enter their common answer
common-line-words = The answer
common-line-given = Given
common-line-none = Expressly none
common-line-not-known = Not known
heard-by-way-of = By way of
signed = Signed
signed-beside = What is signed beside it
signed-none = No signed answer to the paper is here.
signed-where = The paper, and all that was signed about it
problem-name = Give it a name.
problem-members = Name its members.
problem-member = Choose a member.
